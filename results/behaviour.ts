/** What a trial says about virtual time: the part of its record that any machine must repeat. */
import type { CompletedTrial } from './record.ts'

/** Fields of a record that belong to the host, or to when and where a trial ran. */
const HOST_FIELDS: ReadonlySet<string> = new Set<keyof CompletedTrial>([
  'startedAt',
  'cost',
  'validity',
])

/** The record without the host's figures. Validity is left out because its details name passes. */
export function behaviourOf(trial: CompletedTrial): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(trial).filter(([name]) => !HOST_FIELDS.has(name)))
}
