/** Opens the policy stage of a guard at its level. */
import type { GuardOptions } from '../guard-options.ts'
import type { Stage } from '../stage.ts'
import { AllowAll } from './allow-all.ts'
import { CedarPolicy } from './cedar-policy.ts'
import { CentralPolicy } from './central/central-policy.ts'
import { ROLE_TABLE } from './role-table.ts'
import { StaticRbac } from './static-rbac.ts'

/** Throws POLICY_INVALID if P2's policies are malformed. */
export function createPolicy(
  { levels, cell, directory, roleTable, cedar }: GuardOptions,
  failed?: (error: unknown) => void,
): Stage {
  switch (levels.policy) {
    case 'P0':
      return new AllowAll()
    case 'P1':
      return new StaticRbac(cell, directory, roleTable ?? ROLE_TABLE)
    case 'P2':
      return new CedarPolicy(cell, directory, failed === undefined ? cedar : { ...cedar, failed })
    case 'P3':
      return new CentralPolicy()
  }
}
