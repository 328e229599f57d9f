/** What a trial says about virtual time: the part of its record that any machine must repeat. */
import type { CompletedTrial } from './record.ts'

const BEHAVIOUR = [
  'digest',
  'effectsDigest',
  'proofDigest',
  'organisation',
  'tasks',
  'intrinsic',
  'startUp',
  'latency',
  'synthesis',
  'approvals',
  'virtual',
  'containment',
] as const satisfies readonly (keyof CompletedTrial)[]

/** The fields of a record that the workload, the seed and the number of threads determine. */
export function behaviourOf(
  trial: CompletedTrial,
): Readonly<Record<(typeof BEHAVIOUR)[number], unknown>> {
  return Object.fromEntries(BEHAVIOUR.map((name) => [name, trial[name]])) as Record<
    (typeof BEHAVIOUR)[number],
    unknown
  >
}
