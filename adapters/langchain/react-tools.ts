/**
 * Tools of `createReactAgent` nodes. That agent has no middleware, so the control point is the tool's
 * own function, also for the handoff tools that the packages make.
 */
import type { BaseMessage, ToolMessage } from '@langchain/core/messages'
import { tool, type DynamicStructuredTool } from '@langchain/core/tools'
import type { Command } from '@langchain/langgraph'
import { isRefused, type Cell, type ToolCall } from '../contract.ts'
import { admitEffect, EFFECT_TOOLS, EFFECTS, refusalText } from './control-point.ts'
import { teamRunOf, type TeamRun } from './team-run.ts'
import { errorMessage, TOOL_ARGUMENTS, toolCallOf, type ToolRunConfig } from './tool-call.ts'

/** `lookup`, `read_board` and `post` for whoever is active in the run. */
export function teamTools(cell: Cell) {
  return EFFECT_TOOLS.map((name) =>
    tool(
      async (args: unknown, config: ToolRunConfig) => {
        const run = teamRunOf(config.configurable)
        const verdict = admitEffect(cell, run.work, run.active, name, toolCallOf(args))
        if (isRefused(verdict))
          return errorMessage(name, config.toolCall?.id, refusalText(name, verdict))
        return cell.tools.execute(toolCallOf(args), run.work, verdict)
      },
      { name, description: EFFECTS[name].description, schema: TOOL_ARGUMENTS },
    ),
  )
}

type HandoffResult = ToolMessage | Command

/**
 * Puts the control point in front of a package's handoff tool, on the tool itself: what `decide`
 * returns replaces the handoff; undefined lets it happen. Handoff tools declare no arguments, so the
 * arguments are read from the tool call.
 */
export function guardHandoff(
  handoff: DynamicStructuredTool,
  decide: (run: TeamRun, call: ToolCall, config: ToolRunConfig) => HandoffResult | undefined,
): void {
  const original = handoff.func
  handoff.func = async (input, manager, config) => {
    const toolConfig = config as ToolRunConfig
    const run = teamRunOf(toolConfig.configurable)
    const instead = decide(run, toolCallOf(toolConfig.toolCall?.args), toolConfig)
    return instead ?? (original(input, manager, config) as Promise<unknown>)
  }
}

/** Messages of the thread other than the system prompt. */
export function historyLength(prompt: readonly BaseMessage[]): number {
  return prompt.length - 1
}
