/** Tools that an agent has in one execution. */
import type { Admitted, Refused, ToolCall, Work } from '../contract.ts'
import type { AgentProfile } from './agent-profile.ts'

/** Every call takes `beforeCall` first; `run` gets what that let pass. */
export interface Toolset {
  /** Told to the model at the end of the system message; empty to tell nothing. */
  readonly description: string
  /**
   * The before_tool_call hook: the control path of the call. A refusal blocks the call. Undefined
   * if there is no such tool for this agent, or a text if the arguments are wrong.
   */
  beforeCall(agent: AgentProfile, call: ToolCall, work: Work): Admitted | Refused | string
  /** Carries out a call that the hook let pass. */
  run(
    agent: AgentProfile,
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    done: (result: string) => void,
  ): void
}
