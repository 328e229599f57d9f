import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EarliestFirst } from './earliest-first.ts'

describe('earliest first', () => {
  it('names the cell with the earliest time after any changes', () => {
    const changes = fc.array(fc.tuple(fc.nat(11), fc.oneof(fc.nat(50), fc.constant(Infinity))))
    fc.assert(
      fc.property(changes, (steps) => {
        const heap = new EarliestFirst(12)
        const times = new Array<number>(12).fill(Infinity)
        for (const [cell, time] of steps) {
          heap.set(cell, time)
          times[cell] = time
          expect(heap.firstTime()).toBe(Math.min(...times))
          expect(times[heap.first()]).toBe(Math.min(...times))
          expect(heap.timeOf(cell)).toBe(time)
        }
      }),
    )
  })

  it('has no first of no cells', () => {
    const heap = new EarliestFirst(0)
    expect(heap.first()).toBe(-1)
    expect(heap.firstTime()).toBe(Infinity)
  })
})
