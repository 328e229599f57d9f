/** From how many messages on a session costs less than signing each of them. */
import type { Timing } from './timed-case.ts'

/** A measured cost, in any one unit: its median and quartiles. */
export interface Quartiles {
  readonly p25: number
  readonly median: number
  readonly p75: number
}

/**
 * `low` and `high` are the extremes that the quartiles of the inputs allow together, wider than an
 * interval of the same level for independent errors. `high` is null if they do not exclude that the
 * session never pays off. `never`: by the medians a session's message costs no less than a signed one.
 */
export type BreakEven =
  | {
      readonly kind: 'messages'
      readonly messages: number
      readonly low: number
      readonly high: number | null
    }
  | { readonly kind: 'never' }

export function quartilesUs({ p25Ns, medianNs, p75Ns }: Timing): Quartiles {
  return { p25: p25Ns / 1_000, median: medianNs / 1_000, p75: p75Ns / 1_000 }
}

/** The difference of two costs; the quartiles are combined so that it is widest. */
export function difference(whole: Quartiles, part: Quartiles): Quartiles {
  return {
    p25: whole.p25 - part.p75,
    median: whole.median - part.median,
    p75: whole.p75 - part.p25,
  }
}

/** Messages of a pair at which both cost the same: m* = C_setup / (C_signature − C_mac). */
export function breakEven(setup: Quartiles, signature: Quartiles, mac: Quartiles): BreakEven {
  const saved = difference(signature, mac)
  if (saved.median <= 0) return { kind: 'never' }
  return {
    kind: 'messages',
    messages: Math.max(0, setup.median) / saved.median,
    low: Math.max(0, setup.p25) / saved.p75,
    high: saved.p25 > 0 ? Math.max(0, setup.p75) / saved.p25 : null,
  }
}
