/** The break-even of sessions and signatures from measured costs, with what their spread allows. */
import type { Quartiles } from '../../results/stats/shares.ts'
import { breakEven as breakEvenOf } from '../controls/auth/break-even.ts'
import type { Timing } from './timed-case.ts'

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

/** Where a session becomes cheaper. A set-up below zero is noise and counts as none. */
export function breakEven(setup: Quartiles, signature: Quartiles, mac: Quartiles): BreakEven {
  const at = (once: number, signed: number, sealed: number): number | null => {
    const found = breakEvenOf({ handshake: Math.max(0, once), signature: signed, mac: sealed })
    return found.kind === 'never' ? null : found.messages
  }
  const messages = at(setup.median, signature.median, mac.median)
  const low = at(setup.p25, signature.p75, mac.p25)
  if (messages === null || low === null) return { kind: 'never' }
  return { kind: 'messages', messages, low, high: at(setup.p75, signature.p25, mac.p75) }
}
