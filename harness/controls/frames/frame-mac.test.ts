import { describe, expect, test } from 'vitest'
import { serialize } from 'node:v8'
import { draft, guardAt, sentAcross, verdict } from '../guard-fixture.ts'
import type { AuthLevel } from '../levels.ts'
import { asSealed, envelopeOf } from '../envelope.ts'
import type { Sealed } from '../../../adapters/contract.ts'
import { type Frame, FrameMac, type Framing, PlainFraming } from './frame-mac.ts'

const HERE = { meeting: 5, batch: 0 }
const BATCH = [{ to: 3, at: 10, payload: 'good' }]
const refusal = expect.objectContaining({ code: 'TRIAL_FAILED' })

const shard = (own: number, seed = 7): FrameMac<unknown> => new FrameMac(seed, own, 3)

function altered(packed: unknown, change: (frame: Frame) => Frame): Frame {
  return change(packed as Frame)
}

describe('an injected batch', () => {
  const injected = [{ to: 3, at: 10, payload: 'bad' }]

  test('is accepted at F0', () => {
    expect(new PlainFraming().unpack(0, HERE, injected)).toEqual(injected)
  })

  test('is refused at F1, as a batch and as a frame without the key', () => {
    expect(() => shard(1).unpack(0, HERE, injected)).toThrow(refusal)
    const frame = { bytes: serialize(injected), tag: new Uint8Array(32) }
    expect(() => shard(1).unpack(0, HERE, frame)).toThrow(refusal)
    expect(() => shard(1).unpack(0, HERE, { ...frame, tag: new Uint8Array(0) })).toThrow(refusal)
    expect(() => shard(1).unpack(0, HERE, null)).toThrow(refusal)
  })

  test('is refused at F1 with a key of another organisation', () => {
    const foreign = shard(0, 8).pack(1, HERE, BATCH)
    expect(() => shard(1).unpack(0, HERE, foreign)).toThrow(refusal)
  })
})

describe('at F1', () => {
  test('a frame is what its shard sent', () => {
    const frame = structuredClone(shard(0).pack(1, HERE, BATCH))
    expect(shard(1).unpack(0, HERE, frame)).toEqual(BATCH)
  })

  test('a changed byte is noticed before anything is read', () => {
    const packed = shard(0).pack(1, HERE, BATCH)
    for (let at = 0; at < (packed as Frame).bytes.length; at++) {
      const frame = altered(packed, ({ bytes, tag }) => {
        const copy = Uint8Array.from(bytes)
        copy[at] = (copy[at] as number) ^ 1
        return { bytes: copy, tag }
      })
      expect(() => shard(1).unpack(0, HERE, frame)).toThrow(refusal)
    }
  })

  test('a frame of another pair, or turned round, is refused', () => {
    const packed = shard(0).pack(1, HERE, BATCH)
    expect(() => shard(2).unpack(0, HERE, packed)).toThrow(refusal)
    expect(() => shard(1).unpack(2, HERE, packed)).toThrow(refusal)
    expect(() => shard(0).unpack(1, HERE, packed)).toThrow(refusal)
  })

  test('a frame does not come again, or out of turn', () => {
    const packed = shard(0).pack(1, HERE, BATCH)
    for (const place of [
      { meeting: 6, batch: 0 },
      { meeting: 5, batch: 1 },
    ]) {
      expect(() => shard(1).unpack(0, place, packed)).toThrow(refusal)
    }
  })

  test('frames and their bytes are counted', () => {
    const sender = shard(0)
    const frame = sender.pack(1, HERE, BATCH)
    sender.pack(2, HERE, BATCH)
    expect(sender.sent).toEqual({ frames: 2, bytes: 2 * (frame.bytes.length + 32) })
  })
})

describe('an agent that takes another’s name inside its own shard', () => {
  /** Agent 3 writes as agent 1, of the same shard, to agent 13 of the other; the batch travels at F1. */
  function impersonate(auth: AuthLevel): string {
    const [here, there] = [guardAt({ auth }), guardAt({ auth }, { cell: 1 })]
    const own = envelopeOf(here.seal(draft({ from: 3, to: 13, resource: 'peer' })))
    const forged = asSealed({ ...own, from: 1 })
    const wire: Framing<Sealed> = new FrameMac(7, 0, 2)
    const receiver: Framing<Sealed> = new FrameMac(7, 1, 2)
    const [arrived] = receiver.unpack(0, HERE, wire.pack(1, HERE, [forged]))
    return verdict(there.admit(sentAcross(arrived as Sealed), 13))
  }

  test.each(['A0', 'A1'] as const)('is believed at F1 with %s', (auth) => {
    expect(impersonate(auth)).toBe('admitted')
  })

  test.each(['A2', 'A3', 'A4'] as const)('is stopped by %s, not by F1', (auth) => {
    expect(impersonate(auth)).toBe('authentication')
  })
})
