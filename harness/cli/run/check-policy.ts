/** The policies that a workload brings, checked before anything runs. */
import { dirname, join } from 'node:path'
import type { Workload } from '../../../workloads/workload.ts'
import { levelsOf } from '../../controls/profile.ts'
import type { Entrant } from '../../plan/entrants.ts'

/**
 * Throws POLICY_INVALID, located in the policy file, if a policy is malformed. Returns what is allowed
 * and probably not meant: policies that permit nothing, or that no entrant asks. Cedar is loaded only
 * if the workload brings policies.
 */
export async function checkPolicy(
  { policy, measure }: Workload,
  entrants: readonly Entrant[],
  workloadFile: string,
): Promise<string[]> {
  if (policy === undefined) return []
  const file = join(dirname(workloadFile), policy.file)
  const { workloadPolicies } = await import('../../controls/policy/workload-policy.ts')
  const { policies } = workloadPolicies(policy.text, file)
  const { auth } = measure
  const asks =
    entrants.some(({ controls }) => controls.policy === 'P2') ||
    (auth !== undefined &&
      measure.architectures.some((name) => levelsOf(auth.profile, name).policy === 'P2'))
  return [
    ...(policies?.count ? [] : [`${file}: it has no policy, so P2 denies everything`]),
    ...(asks ? [] : [`${file}: no profile of this run asks it; name one at P2, as in governed/P2`]),
  ]
}
