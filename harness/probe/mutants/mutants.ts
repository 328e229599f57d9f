/** All declared mutants, in the order in which they run. */
import { AUDIT_MUTANTS } from './audit-mutants.ts'
import { AUTHENTICATION_MUTANTS } from './authentication-mutants.ts'
import type { Mutant } from './mutant.ts'
import { PATH_MUTANTS } from './path-mutants.ts'
import { POLICY_MUTANTS } from './policy-mutants.ts'
import { RESPONSE_MUTANTS } from './response-mutants.ts'

export const MUTANTS: readonly Mutant[] = [
  ...AUTHENTICATION_MUTANTS,
  ...POLICY_MUTANTS,
  ...AUDIT_MUTANTS,
  ...PATH_MUTANTS,
  ...RESPONSE_MUTANTS,
]
