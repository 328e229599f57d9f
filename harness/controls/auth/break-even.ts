/**
 * From how many messages a pair of agents is better served by a session than by signatures.
 *
 * A session costs its handshake once and a tag (or a sealed text) for each message; signatures cost
 * the same for every message. The two are equal at
 *
 *     m* = C_handshake / (C_signature − C_mac)
 *
 * Both costs are linear in m, so the formula holds for the mean of any distribution of messages over
 * pairs. m counts the messages of a pair, in both directions, within one time to live of its session:
 * after a rekey the count starts again. All costs are CPU time of sender and receiver together, in one
 * unit, with the same message.
 */

/** Costs in one unit, e.g. µs; of sender and receiver together. */
export interface AuthCosts {
  /** Once for each pair and session: A2's or A4's handshake, without its first message. */
  readonly handshake: number
  /** A3: sign and verify one message. */
  readonly signature: number
  /** A2 or A4 with a session: seal and open one message. */
  readonly mac: number
}

export type BreakEven =
  | {
      readonly kind: 'from'
      /** m*: the costs are equal here; not a whole number in general. */
      readonly messages: number
      /** The least whole number of messages for which the session is cheaper. */
      readonly firstCheaper: number
    }
  /** A message of the session costs no less than a signature, so the handshake is never repaid. */
  | { readonly kind: 'never' }

/** Where a session becomes cheaper. Throws a `RangeError` if a cost is negative or not a number. */
export function breakEven({ handshake, signature, mac }: AuthCosts): BreakEven {
  for (const cost of [handshake, signature, mac]) {
    if (!(cost >= 0) || cost === Infinity) throw new RangeError(`not a cost: ${cost}`)
  }
  const saved = signature - mac
  if (saved <= 0) return { kind: 'never' }
  const messages = handshake / saved
  return { kind: 'from', messages, firstCheaper: Math.floor(messages) + 1 }
}
