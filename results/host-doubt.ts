/** Whether the host's part of a run's figures can be relied on. */
import type { RunManifest } from './record.ts'
import { TRIALS_CONDITION } from './run-validity.ts'

/**
 * Why figures of the host are no evidence for anything good: a condition of the run as a whole that does
 * not hold. Trials that are not valid are not counted here: each has its own. Undefined without doubt.
 */
export function hostDoubt({ validity }: Pick<RunManifest, 'validity'>): string | undefined {
  const broken = (validity?.conditions ?? []).filter(
    ({ holds, name }) => !holds && name !== TRIALS_CONDITION,
  )
  if (broken.length === 0) return undefined
  return `the run is not valid, because it does not hold that ${broken.map(({ name }) => name).join(', and that ')}`
}
