/** The levels of every stage of the control path, and the stacks that profiles start from. */

/** Every level of authentication that `createGuard` accepts, in order. */
export const AUTH_LEVELS = ['A0', 'A1', 'A2', 'A3', 'A4'] as const

export type AuthLevel = (typeof AUTH_LEVELS)[number]

export interface ControlLevels {
  readonly auth: AuthLevel
  readonly capabilities: 'K0' | 'K1'
  readonly policy: 'P0' | 'P1' | 'P2' | 'P3'
  readonly audit: 'L0' | 'L1' | 'L2' | 'L3'
  readonly sandbox: 'S0' | 'S1' | 'S2' | 'S3'
  readonly approvals: 'H0' | 'H1' | 'H2'
  readonly detection: 'D0' | 'D1' | 'D2' | 'D3'
  readonly containment: 'C0' | 'C1' | 'C2' | 'C3'
  readonly limits: 'R0' | 'R1'
  /** Between shards: F1 proves the shard, not the agent. */
  readonly frames: 'F0' | 'F1'
  /** The library that keys, signatures and channels are made with. */
  readonly cryptography: 'X0' | 'X1'
}

/** Every stage an explicit pass-through. */
export const BARE: ControlLevels = {
  auth: 'A0',
  capabilities: 'K0',
  policy: 'P0',
  audit: 'L0',
  sandbox: 'S0',
  approvals: 'H0',
  detection: 'D0',
  containment: 'C0',
  limits: 'R0',
  frames: 'F0',
  cryptography: 'X0',
}

/** The same full stack for every architecture. */
export const GOVERNED: ControlLevels = {
  ...BARE,
  auth: 'A2',
  policy: 'P1',
  audit: 'L2',
  detection: 'D1',
  containment: 'C1',
}

/** The article's mesh as it stood: handshakes, a policy layer, a lossy audit trail, a threshold alert. */
export const MESH_AS_SHIPPED: ControlLevels = {
  ...BARE,
  auth: 'A2',
  policy: 'P1',
  audit: 'L1',
  detection: 'D1',
  containment: 'C1',
}

/**
 * Share of audit records that the as-shipped mesh loses (modelled; the article says only that audit
 * trails were incomplete). With it, the threshold alert comes at about the article's two hours.
 */
export const AS_SHIPPED_AUDIT_LOSS = 0.6
