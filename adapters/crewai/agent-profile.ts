/** Who an agent is, as its executor and its tools see it. */
import type { AgentId } from '../../harness/kernel/units.ts'

export interface AgentProfile {
  readonly id: AgentId
  readonly role: string
  /** The system message. */
  readonly system: string
  /** Model calls of one execution, after which an answer is asked for. */
  readonly maxIterations: number
}
