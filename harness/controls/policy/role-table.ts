/**
 * P1's table: what each class of role may do. Whatever no rule allows is denied.
 *
 * The table is deliberately no narrower than the work needs: an agent of a content-policy department
 * may post guidance on its board, also guidance that is wrong. Of the incident's possible causes this
 * is "the policy was too permissive".
 */
import type { Action, ResourceClass } from '../../../adapters/contract.ts'
import type { RoleClass } from './role-class.ts'

export interface RoleRule {
  readonly roles: readonly RoleClass[]
  /** Only agents of departments with this function. Absent: of any department. */
  readonly department?: string
  readonly may: readonly Action[]
  readonly on: readonly ResourceClass[]
}

const TEAM: readonly RoleClass[] = ['lead', 'member', 'operator']

/** The default table. On boards, a rule covers the board of the agent's own cell only. */
export const ROLE_TABLE: readonly RoleRule[] = [
  { roles: TEAM, may: ['request', 'reply', 'broadcast', 'handoff'], on: ['team'] },
  { roles: TEAM, may: ['request', 'reply'], on: ['peer'] },
  { roles: TEAM, may: ['lookup'], on: ['tool'] },
  { roles: TEAM, may: ['read'], on: ['board'] },
  { roles: ['lead'], may: ['delegate'], on: ['team', 'peer'] },
  { roles: ['lead', 'meta'], may: ['report'], on: ['upward'] },
  { roles: ['meta'], may: ['request', 'reply', 'delegate', 'broadcast'], on: ['team'] },
  { roles: ['meta'], may: ['lookup'], on: ['tool'] },
  { roles: ['meta'], may: ['read'], on: ['board'] },
  { roles: ['operator'], may: ['post'], on: ['board'] },
  { roles: TEAM, department: 'content-policy', may: ['post'], on: ['board'] },
  { roles: ['service'], may: ['report'], on: ['board'] },
]
