import { describe, expect, it } from 'vitest'
import { mesh } from '../../adapters/mesh/index.ts'
import { createTestCell } from '../../adapters/conformance/test-cell.ts'
import { solo } from '../engine/trial-exchange.ts'
import { usedHeapBytes } from '../kernel/host-clock.ts'
import { hardLimitMiB, HeapWatch } from './heap-watch.ts'

const exhausted = expect.objectContaining({ code: 'WORKER_OUT_OF_MEMORY' })

describe('the heap watch', () => {
  it('lets a shard work that needs less than it was given', () => {
    const watch = new HeapWatch(1e6)
    watch.check()
    const { cell } = createTestCell()
    expect(watch.watchOpening(mesh).open(cell, 'direct')).toBeDefined()
    const exchange = watch.watchMeetings(solo)
    for (let nth = 0; nth < 100; nth++) {
      expect(exchange.advance(nth, [], Infinity)).toEqual({ limit: Infinity, inbox: [] })
    }
    expect(exchange.agree(5)).toBe(5)
  })

  it('ends a shard that needs more, when it opens a cell and when it meets others', () => {
    const watch = new HeapWatch(1)
    const { cell } = createTestCell()
    expect(() => watch.watchOpening(mesh).open(cell, 'direct')).toThrow(exhausted)
    const exchange = watch.watchMeetings(solo)
    expect(() => {
      for (let nth = 0; nth < 64; nth++) exchange.advance(nth, [], Infinity)
    }).toThrow(exhausted)
  })

  it('collects garbage before it gives up', () => {
    const limitMiB = Math.ceil(usedHeapBytes() / 2 ** 20) + 64
    const watch = new HeapWatch(limitMiB)
    // Eight kilobytes each: half as much again as fits.
    let kept: number[][] = Array.from({ length: 12_000 }, () =>
      Array.from({ length: 1000 }, Math.sqrt),
    )
    expect(() => watch.check()).toThrow(exhausted)
    kept = []
    new HeapWatch(limitMiB).check()
    expect(kept).toEqual([])
  })

  it('leaves V8’s own limit well above, so that it is never the first to be reached', () => {
    expect(hardLimitMiB(40)).toBeGreaterThanOrEqual(40 + 128)
    expect(hardLimitMiB(4000)).toBeGreaterThanOrEqual(4000 + 256)
  })
})
