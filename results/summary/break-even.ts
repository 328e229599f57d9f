/**
 * Sessions against signatures, as the probe's costs predict it: a pair of agents with m messages pays
 *
 *     session     C_setup / m + C_mac
 *     signatures  C_signature
 *
 * for each of them, so the session is cheaper above m* = C_setup / (C_signature − C_mac).
 */
import type {
  AuthProbeRecord,
  BreakEvenRecord,
  ProbedBreakEvenRecord,
} from '../auth-probe-record.ts'
import type { Quartiles } from '../stats/shares.ts'

/** A level with sessions against signatures; costs in µs, less those of the bare path. */
export interface BreakEvenRow {
  readonly session: string
  readonly signing: string
  readonly agents: ProbedBreakEvenRecord['agents']
  /** Once for each pair. */
  readonly setupUs: Quartiles
  /** For each message, with the session there. */
  readonly macUs: Quartiles
  /** For each message, signed. */
  readonly signatureUs: Quartiles
  /** Messages of a pair at which both cost the same. */
  readonly breakEven: BreakEvenRecord
}

/** Rows of a run's probe, in its order; none without a probe. */
export function breakEvenRows(probe: AuthProbeRecord | undefined): BreakEvenRow[] {
  const bare = bareUs(probe)
  if (probe === undefined || bare === undefined) return []
  return probe.breakEven.map(
    ({ session, signing, agents, setupUs, macUs, signatureUs, result }) => ({
      session,
      signing,
      agents,
      setupUs,
      macUs: less(macUs, bare),
      signatureUs: less(signatureUs, bare),
      breakEven: result,
    }),
  )
}

/** What the session adds to each message of a pair that exchanges so many, µs. */
export function sessionUs({ setupUs, macUs }: BreakEvenRow, messages: number): Quartiles {
  const at = (of: keyof Quartiles): number => Math.max(0, setupUs[of]) / messages + macUs[of]
  return { p25: at('p25'), median: at('median'), p75: at('p75') }
}

/** Cost of a message without authentication, as the probe found it. */
export function bareUs(probe: AuthProbeRecord | undefined): Quartiles | undefined {
  return probe?.levels.find(({ level }) => level === 'A0')?.messageUs
}

/** The difference of two costs, its quartiles as wide as those of both allow. */
export function less(whole: Quartiles, part: Quartiles): Quartiles {
  return {
    p25: whole.p25 - part.p75,
    median: whole.median - part.median,
    p75: whole.p75 - part.p25,
  }
}
