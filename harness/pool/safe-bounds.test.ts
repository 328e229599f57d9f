import { describe, expect, it } from 'vitest'
import { recordWords, SafeBounds, type SharedWords } from './safe-bounds.ts'
import { hopsAlone, InterleavedShards, type TokenModel } from './testing/interleaved-shards.ts'

const MODEL: TokenModel = { seed: 1, tokens: 6, places: 8, until: 3000 }

describe('shards that step in the middle of each other’s steps', () => {
  it.each([1, 2, 3, 4])('come to what one queue comes to, %d of them', (shards) => {
    for (let seed = 0; seed < 120; seed++) {
      const model = { ...MODEL, seed }
      expect(new InterleavedShards(model, shards, seed).run()).toEqual(hopsAlone(model))
    }
  })

  it('end when nothing is left, and when the end is the very moment of an event', () => {
    const idle = { ...MODEL, tokens: 0, until: Infinity }
    expect(new InterleavedShards(idle, 3, 1).run()).toEqual([])
    const moments = hopsAlone(MODEL).map(({ at }) => at)
    for (const until of moments.slice(5, 25)) {
      const model = { ...MODEL, until }
      expect(new InterleavedShards(model, 2, until).run()).toEqual(hopsAlone(model))
    }
  })

  it('leap to what is far in the future', () => {
    for (let seed = 0; seed < 6; seed++) {
      const model = { ...MODEL, seed, tokens: 3, until: 1_001_000 }
      const hops = hopsAlone(model)
      expect(new InterleavedShards(model, 3, seed).run()).toEqual(hops)
    }
  })

  it('are not held up by one that has no cells', () => {
    for (let seed = 0; seed < 40; seed++) {
      const model = { ...MODEL, seed, places: 2 }
      const interleaved = new InterleavedShards(model, 3, seed)
      expect(interleaved.run()).toEqual(hopsAlone(model))
      // It sleeps, and is not woken for each step of the others.
      expect(interleaved.idleSleeps).toBeGreaterThan(0)
    }
  })
})

/** Bounds in one memory, without anything in between, and who was woken. */
function boundsOf(shards: number): { bounds: SafeBounds[]; woken: number[]; memory: Int32Array } {
  const memory = new Int32Array(shards * recordWords(shards))
  const woken: number[] = []
  const words: SharedWords = {
    load: (index) => memory[index] as number,
    store: (index, value) => void (memory[index] = value),
    wake: (shard) => void woken.push(shard),
  }
  const bounds = Array.from({ length: shards }, (_, shard) => new SafeBounds(words, shard, shards))
  for (const one of bounds) one.begin(100)
  return { bounds, woken, memory }
}

describe('the limit of a shard', () => {
  it('is a lookahead after the least of what the others have', () => {
    const [a, b, c] = boundsOf(3).bounds as [SafeBounds, SafeBounds, SafeBounds]
    expect(a.limit()).toBe(-Infinity)
    b.publish(1000)
    expect(a.limit()).toBe(-Infinity)
    c.publish(700.5)
    expect(a.limit()).toBe(800.5)
    c.publish(Infinity)
    expect(a.limit()).toBe(1100)
  })

  it('does not pass what a message of its own may lead to, until that is known', () => {
    const [a, b] = boundsOf(2).bounds as [SafeBounds, SafeBounds]
    b.publish(Infinity)
    a.publish(400)
    a.postedTo(1, 600)
    expect(a.limit()).toBe(700)
    b.tookFrom(0)
    expect(a.limit()).toBe(700)
    b.publish(650)
    a.publish(400)
    expect(a.limit()).toBe(750)
  })

  it('takes a message between two others into account, and none that it has itself', () => {
    const [a, b, c] = boundsOf(3).bounds as [SafeBounds, SafeBounds, SafeBounds]
    a.publish(Infinity)
    c.publish(Infinity)
    b.postedTo(2, 300)
    b.postedTo(0, 200)
    b.publish(Infinity)
    expect(a.limit()).toBe(400)
    expect(c.limit()).toBe(300)
    c.tookFrom(1)
    c.publish(300)
    b.publish(Infinity)
    c.publish(Infinity)
    expect(a.limit()).toBe(Infinity)
    expect(a.waitingFrom(1)).toBe(1)
  })

  it('is not known while another is writing, nor if one has written meanwhile', () => {
    const { bounds, memory } = boundsOf(3)
    const [a, b, c] = bounds as [SafeBounds, SafeBounds, SafeBounds]
    b.publish(5)
    c.publish(6)
    expect(a.limit()).toBe(105)
    const version = recordWords(3)
    memory[version] = (memory[version] as number) + 1
    expect(a.limit()).toBeUndefined()
  })

  it('starts anew with each pass', () => {
    const [a, b] = boundsOf(2).bounds as [SafeBounds, SafeBounds]
    a.postedTo(1, 50)
    b.publish(Infinity)
    a.begin(10)
    b.begin(10)
    expect(a.limit()).toBe(-Infinity)
    b.publish(1000)
    expect(a.limit()).toBe(1010)
  })
})

describe('a sleeping shard', () => {
  it('is woken once, by the bound that lets it run, by a message and by an acknowledgement', () => {
    const { bounds, woken } = boundsOf(2)
    const [a, b] = bounds as [SafeBounds, SafeBounds]
    b.publish(0)
    a.publish(500)
    a.fallAsleep()
    for (const next of [300, 399]) b.publish(next)
    expect(woken).toEqual([])
    b.publish(450)
    expect(woken).toEqual([0])
    b.publish(460)
    expect(woken).toEqual([0])
    b.postedTo(0, 700)
    expect(woken).toEqual([0, 0])
    a.postedTo(1, 600)
    b.tookFrom(0)
    b.publish(460)
    expect(woken).toEqual([0, 0, 0])
  })

  it('is woken by what lets it end, though that is not later than what it has', () => {
    const { bounds, woken } = boundsOf(2)
    const [a, b] = bounds as [SafeBounds, SafeBounds]
    b.publish(0)
    a.publish(Infinity)
    a.fallAsleep()
    b.publish(1e9)
    expect(woken).toEqual([])
    b.publish(Infinity)
    expect(woken).toEqual([0])
  })
})
