/** The policies that a workload brings, as P2 asks them. */
import type { Workload } from '../../../workloads/workload.ts'
import type { ControlLevels } from '../levels.ts'
import type { CedarOptions } from './cedar-policy.ts'
import type { CacheTally } from './decision-cache.ts'
import { policySetOf, type PolicySource } from './policy-file.ts'

/**
 * What P2 of a cell is opened with: the workload's policies if it brings any, else the
 * organisation's. No other level loads them. Throws POLICY_INVALID if they are malformed.
 */
export function cedarFor(
  { policy }: Pick<Workload, 'policy'>,
  levels: Pick<ControlLevels, 'policy'>,
  cache: CacheTally,
): CedarOptions {
  if (policy === undefined || levels.policy !== 'P2') return { cache }
  return { cache, source: workloadPolicies(policy.text, policy.file) }
}

/** `file` is the name to show in an error: POLICY_INVALID with file, line and column. */
export function workloadPolicies(text: string, file: string): PolicySource {
  return { policies: policySetOf(text, file) }
}
