/** What the three topologies have in common. */
import { GraphRecursionError } from '@langchain/langgraph'
import type { Cell, Outcome, Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'

/** A way to do a task with the agents of one team. */
export interface Topology {
  solve(work: Work): Promise<Outcome>
  /** Marks what an agent has under way as not to be used; returns how many runs that were. */
  purge(agent: AgentId): number
}

/** The final answer as an outcome: done only if it carries the result and its author may be heard. */
export function outcomeOf(cell: Cell, work: Work, author: AgentId, text: string): Outcome {
  if (cell.guard.isQuarantined(author)) {
    return { kind: 'failed', reason: `agent ${author}, who answered, is quarantined` }
  }
  if (!cell.model.present(work, [text]).has(work.final)) {
    return { kind: 'failed', reason: text.slice(0, 120) }
  }
  return { kind: 'done', text }
}

/** The framework's own limit is an outcome of the task; any other error is a fault of the adapter. */
export async function withinRecursionLimit(solve: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await solve()
  } catch (error) {
    if (!isRecursionError(error)) throw error
    return { kind: 'failed', reason: 'GraphRecursionError: the limit of 25 supersteps was reached' }
  }
}

function isRecursionError(error: unknown): boolean {
  if (error instanceof GraphRecursionError) return true
  return error instanceof Error && error.cause !== undefined && isRecursionError(error.cause)
}

/** The messages that a task's thread starts with: its inputs in one request. */
export function openingText(work: Work): string {
  const inputs = work.inputs.map((input) => input.text)
  return [`Please do this ${work.type} task.`, ...inputs].join('\n\n')
}
