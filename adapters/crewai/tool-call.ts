/** One native tool call: started event, cache look-up, before_tool_call hook, effect, finished event. */
import { type Admitted, type Refused, type ToolCall, type Work } from '../contract.ts'
import type { AgentProfile } from './agent-profile.ts'
import type { Runtime } from './runtime.ts'
import type { ToolCache } from './tool-cache.ts'
import type { Toolset } from './toolset.ts'

/** Who calls a tool, and the crew's surroundings. */
export interface ToolCaller {
  readonly agent: AgentProfile
  readonly runtime: Runtime
  readonly cache: ToolCache
}

/**
 * Runs a call and gives its result as text. Whatever goes wrong is a text too, which the agent reads
 * as the tool's result; the loop goes on. A result from the cache has passed the hook as well.
 */
export function runToolCall(
  { agent, runtime, cache }: ToolCaller,
  toolset: Toolset,
  work: Work,
  call: ToolCall,
  inputJson: string,
  done: (result: string) => void,
): void {
  const { bus } = runtime
  const finish = (result: string): void => {
    bus.emit('tool_usage_finished', work.id, agent.id)
    done(result)
  }
  const cached = cache.read(call.name, inputJson)
  bus.emit('tool_usage_started', work.id, agent.id)
  const verdict: Admitted | Refused | string = toolset.beforeCall(agent, call, work)
  if (typeof verdict === 'string') finish(verdict)
  else if ('refused' in verdict) finish(`${call.name} was blocked by a hook: ${verdict.refused}`)
  else if (cached !== undefined) finish(cached)
  else {
    toolset.run(agent, call, work, verdict, (result) => {
      cache.add(call.name, inputJson, result)
      finish(result)
    })
  }
}
