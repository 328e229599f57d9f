/** The usual policy server, from figures that its project has published. */
import { MS, SECOND } from '../../../kernel/units.ts'
import type { PolicyServerSpec } from '../../../../workloads/policy-server.ts'

/**
 * Agent Control's own figures (README, on a laptop with Docker): with one control, 36 ms at the median,
 * 61 ms at p99, 437 decisions a second. The spread follows from the two percentiles; the number of
 * places from Little's law, 437/s × 37 ms ≈ 16. That is its smallest installation, one server: the
 * product can be run as several. Clients wait 30 s (`client.py`) and then block the step
 * (`control_decorators.py`); they ask twice, which is left out here.
 */
export const DEFAULT_POLICY_SERVER: PolicyServerSpec = {
  places: 16,
  decisionUs: 36 * MS,
  decisionSigma: Math.log(61 / 36) / 2.326,
  timeoutUs: 30 * SECOND,
  onUnreachable: 'deny',
}

/** Decisions a second that the server can make: places over the mean of the log-normal. */
export function decisionsPerSecond({
  places,
  decisionUs,
  decisionSigma,
}: PolicyServerSpec): number {
  return (places * SECOND) / (decisionUs * Math.exp(decisionSigma ** 2 / 2))
}
