/** Descriptions of the tasks that steps of a work become, and the names of their kickoff inputs. */
import type { Step, Work } from '../contract.ts'
import { systemText } from './messages.ts'

/** Kickoff input that holds the texts handed in with the work. */
export const BRIEF = 'brief'

/** Kickoff input that holds the output of a step that an earlier stage did. */
export function handoverName(step: number): string {
  return `step_${step}`
}

/** Description template. `withBrief`: the brief is an input; `handedOver`: so are these steps. */
export function describeStep(
  work: Work,
  step: Step,
  withBrief: boolean,
  handedOver: readonly number[],
): string {
  let text = `Do the step ${literal(step.name)} of ${literal(work.type)} ${work.id} as ${literal(step.role)}.`
  if (withBrief) text += ` What was handed in:\n{${BRIEF}}`
  for (const need of handedOver) text += `\nResult of step ${need}:\n{${handoverName(need)}}`
  return text
}

/** The expected output of a step, as the task states it. */
export function describeResult(step: Step): string {
  return `the result of ${literal(step.name)}, complete, in about ${step.outputTokens} tokens`
}

/** System message of the agent of a role. */
export function describeAgent(role: string): string {
  return systemText(
    role,
    `do the work of ${role} so that whoever builds on it can rely on it.`,
    `You are one of a small team that works for a large organisation, and known for careful ${role} work.`,
  )
}

/** Names come from a workload file and must not be taken for placeholders. */
function literal(name: string): string {
  return name.includes('{') ? name.replaceAll(/[{}]/g, '') : name
}
