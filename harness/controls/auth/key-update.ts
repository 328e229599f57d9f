/**
 * Key update of a channel, after TLS 1.3 (RFC 8446, sections 4.6.3 and 7.2): from time to time each
 * direction's key is replaced by a one-way function of itself. It takes no message: both sides know
 * from the time at which a message was sealed under which generation of the key it is.
 *
 * Who takes a key can work out those after it, so a session ends all the same and its pair shakes hands
 * anew; but it opens nothing sealed before. A receiver keeps the keys of its session's past
 * generations, because messages sealed under them may still be on their way.
 */
import { HOUR, type VirtualUs } from '../../kernel/units.ts'
import type { SessionKeys } from './handshake.ts'
import { hmacHex } from './hmac.ts'

/** A key seals for an hour, the usual lifetime of the keys of a security association. */
export const KEY_LIFETIME_US: VirtualUs = HOUR

/** Label and number of the only block. */
const INFO = 'muster/1/channel update\u0001'

/** Generation of the keys for a message sealed at `sealedAt`, from 0. */
export function generationOf(begunAt: VirtualUs, sealedAt: VirtualUs): number {
  return Math.floor((sealedAt - begunAt) / KEY_LIFETIME_US)
}

/** The next generation of a key by HKDF-Expand (RFC 5869): 32 bytes as Latin-1, like the key. */
export function nextKey(key: string): string {
  return Buffer.from(hmacHex(key, INFO), 'hex').toString('latin1')
}

/** One side's keys over the life of a session. */
export class UpdatedKeys {
  private outward: string
  private sealing = 0
  /** By generation. */
  private readonly inward: string[]

  constructor({ outward, inward }: SessionKeys) {
    this.outward = outward
    this.inward = [inward]
  }

  /** The key to seal with. The keys before it are gone: throws RangeError for their generations. */
  toSeal(generation: number): string {
    if (!(generation >= this.sealing)) throw new RangeError('key generation')
    for (; this.sealing < generation; this.sealing++) this.outward = nextKey(this.outward)
    return this.outward
  }

  /** The key to open with. Whoever calls bounds the generation by the session's lifetime. */
  toOpen(generation: number): string {
    const { inward } = this
    while (inward.length <= generation) inward.push(nextKey(inward[inward.length - 1] as string))
    return inward[generation] as string
  }
}
