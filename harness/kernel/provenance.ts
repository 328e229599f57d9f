/** On whose behalf a request is made, and what for. Every architecture says so at its own hook. */
import type { AgentId } from './units.ts'

/** The step of a work, as far as it matters here. */
interface Step {
  readonly tool: string
  readonly toolRounds: number
}

const TOOL_ACTION = { lookup: 'lookup', read_board: 'read', post: 'post' } as const

type ToolAction = (typeof TOOL_ACTION)[keyof typeof TOOL_ACTION]

/** The part of a request's draft that its origin and its purpose are in. */
export interface Provenance {
  readonly origin?: AgentId
  readonly hopCount?: number
  readonly grants?: readonly ToolAction[]
}

/** The actions by tool that a step needs. */
export function grantsOf({ tool, toolRounds }: Step): ToolAction[] {
  if (toolRounds === 0 || !Object.hasOwn(TOOL_ACTION, tool)) return []
  return [TOOL_ACTION[tool as keyof typeof TOOL_ACTION]]
}

/**
 * The origin is who started the work, unless that is `from`. `step`: the one step that is asked for.
 * Absent: the work is passed on whole.
 */
export function onBehalf(
  work: { readonly initiator: AgentId },
  from: AgentId,
  step?: Step,
): Provenance {
  return {
    ...(from === work.initiator ? {} : { origin: work.initiator, hopCount: 1 }),
    ...(step === undefined ? {} : { grants: grantsOf(step) }),
  }
}
