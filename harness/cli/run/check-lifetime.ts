/** Whether a run outlasts the certificates of its agents. */
import type { Workload } from '../../../workloads/workload.ts'
import { CERTIFICATE_LIFETIME_US } from '../../controls/authority.ts'
import type { ControlLevels } from '../../controls/levels.ts'
import { HOUR } from '../../kernel/units.ts'

const DAY = 24 * HOUR

/**
 * Certificates begin with the trial, and nobody renews them: after their lifetime an agent that proves
 * itself by one is refused, and its tasks fail for that reason alone.
 */
export function checkLifetime(
  { arrivals, limits, incident }: Workload,
  planned: readonly { readonly entrant: string; readonly controls: Pick<ControlLevels, 'auth'> }[],
): string[] {
  const watchedUs = incident === undefined ? 0 : incident.delayUs + incident.horizonUs
  const endUs = arrivals.windowUs + limits.taskDeadlineUs + watchedUs
  const certified = planned.filter(({ controls }) => hasCertificates(controls.auth))
  if (endUs <= CERTIFICATE_LIFETIME_US || certified.length === 0) return []
  const names = [...new Set(certified.map(({ entrant }) => entrant))]
  return [
    `trials last ${Math.round(endUs / DAY)} days, and certificates ${CERTIFICATE_LIFETIME_US / DAY}: after that, messages of ${names.join(', ')} are refused, because certificates are not renewed`,
  ]
}

/** A0 proves nothing, and A1 a key that all share. */
function hasCertificates(auth: ControlLevels['auth']): boolean {
  return auth !== 'A0' && auth !== 'A1'
}
