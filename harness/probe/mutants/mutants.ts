/** All declared mutants, in the order in which they run. */
import { APPROVAL_MUTANTS } from './approval-mutants.ts'
import { AUDIT_MUTANTS } from './audit-mutants.ts'
import { AUTHENTICATION_MUTANTS } from './authentication-mutants.ts'
import { CAPABILITY_MUTANTS } from './capability-mutants.ts'
import { CHANNEL_MUTANTS } from './channel-mutants.ts'
import { PRIMITIVE_MUTANTS } from './primitive-mutants.ts'
import { DESK_MUTANTS } from './desk-mutants.ts'
import { DETECTOR_MUTANTS } from './detector-mutants.ts'
import { EFFECT_MUTANTS } from './effect-mutants.ts'
import { EVIDENCE_MUTANTS } from './evidence-mutants.ts'
import { FOLDER_MUTANTS } from './folder-mutants.ts'
import { BOUNDS_MUTANTS } from './bounds-mutants.ts'
import { FRAME_MUTANTS } from './frame-mutants.ts'
import { GROUND_MUTANTS } from './ground-mutants.ts'
import { INTERVAL_MUTANTS } from './interval-mutants.ts'
import { JUDGEMENT_MUTANTS } from './judgement-mutants.ts'
import { LIMIT_MUTANTS } from './limit-mutants.ts'
import type { Mutant } from './mutant.ts'
import { PATH_MUTANTS } from './path-mutants.ts'
import { POLICY_MUTANTS } from './policy-mutants.ts'
import { POLICY_SERVER_MUTANTS } from './policy-server-mutants.ts'
import { RESPONSE_MUTANTS } from './response-mutants.ts'
import { SANDBOX_MUTANTS } from './sandbox-mutants.ts'
import { TRANSPARENCY_MUTANTS } from './transparency-mutants.ts'

export const MUTANTS: readonly Mutant[] = [
  ...LIMIT_MUTANTS,
  ...AUTHENTICATION_MUTANTS,
  ...CHANNEL_MUTANTS,
  ...PRIMITIVE_MUTANTS,
  ...BOUNDS_MUTANTS,
  ...FRAME_MUTANTS,
  ...CAPABILITY_MUTANTS,
  ...POLICY_MUTANTS,
  ...POLICY_SERVER_MUTANTS,
  ...APPROVAL_MUTANTS,
  ...AUDIT_MUTANTS,
  ...TRANSPARENCY_MUTANTS,
  ...PATH_MUTANTS,
  ...RESPONSE_MUTANTS,
  ...SANDBOX_MUTANTS,
  ...DETECTOR_MUTANTS,
  ...EVIDENCE_MUTANTS,
  ...DESK_MUTANTS,
  ...GROUND_MUTANTS,
  ...EFFECT_MUTANTS,
  ...JUDGEMENT_MUTANTS,
  ...INTERVAL_MUTANTS,
  ...FOLDER_MUTANTS,
]
