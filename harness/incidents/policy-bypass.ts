/**
 * The policy bypass: an agent's code calls a service itself and asks the control path nothing. No
 * policy can refuse what it is never asked about; only a boundary between the code and the service can.
 */
import type { AgentProgram } from '../controls/sandbox/program.ts'

/** Works wherever a program is given, or can find, the handle of the board. */
export const BYPASS_PROGRAM: AgentProgram = `({ services }, action, text, agent) => {
  const handles = services ?? globalThis.services
  handles.post(agent, text)
}`
