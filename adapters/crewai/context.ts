/** The context rule: which earlier outputs a task's prompt holds. */
import { DIVIDER } from './messages.ts'
import type { TaskOutput } from './task-output-store.ts'
import type { CrewTask } from './task.ts'

/**
 * Outputs in the context of a task: those of the tasks that it lists, or, if it lists none, all
 * `outputs` of the crew so far, which makes the text of a crew of T tasks grow with T².
 */
export function contextOutputs(
  task: CrewTask,
  outputs: readonly TaskOutput[],
): readonly TaskOutput[] {
  if (task.context === undefined) return outputs
  const listed: TaskOutput[] = []
  for (const other of task.context) if (other.output !== undefined) listed.push(other.output)
  return listed
}

/** Joins outputs into one context text; empty for none. */
export function joinOutputs(outputs: readonly TaskOutput[]): string {
  if (outputs.length === 1) return (outputs[0] as TaskOutput).raw
  return outputs.map((output) => output.raw).join(DIVIDER)
}
