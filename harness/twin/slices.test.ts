import { describe, expect, it } from 'vitest'
import { BLOCKS, halfOf, sliceAt, SlicedLatencies, SLICES } from './slices.ts'

const WINDOW_US = SLICES * 1_000
const OF_BLOCK = SLICES / BLOCKS

/** A task in the middle of each slice; its latency is the slice's number. */
function oneInEach(): SlicedLatencies {
  const latencies = new SlicedLatencies(WINDOW_US)
  for (let slice = 0; slice < SLICES; slice++) latencies.ended(slice * 1_000 + 500, slice)
  return latencies
}

describe('slices of a window', () => {
  it('have halves between which a line and a parabola make no difference', () => {
    for (let block = 0; block < BLOCKS; block++) {
      for (const power of [0, 1, 2]) {
        let difference = 0
        for (let slice = block * OF_BLOCK; slice < (block + 1) * OF_BLOCK; slice++) {
          difference += (halfOf(slice) === 0 ? 1 : -1) * slice ** power
        }
        expect(difference).toBe(0)
      }
    }
  })

  it('end with the last one', () => {
    expect(sliceAt(0, WINDOW_US)).toBe(0)
    expect(sliceAt(999, WINDOW_US)).toBe(0)
    expect(sliceAt(1_000, WINDOW_US)).toBe(1)
    expect(sliceAt(10 * WINDOW_US, WINDOW_US)).toBe(SLICES - 1)
  })

  it('tell the latencies of a block by when tasks came', () => {
    const latencies = oneInEach()
    expect(latencies.of(1).count).toBe(OF_BLOCK)
    expect([latencies.of(1).minUs, latencies.of(1).maxUs]).toEqual([OF_BLOCK, 2 * OF_BLOCK - 1])
  })

  it('tell those of one half', () => {
    const latencies = oneInEach()
    const [first, second] = [latencies.of(2, 0), latencies.of(2, 1)]
    expect(first.count).toBe(OF_BLOCK / 2)
    expect(second.count).toBe(OF_BLOCK / 2)
    expect((first.minUs ?? 0) !== (second.minUs ?? 0)).toBe(true)
  })

  it('leave out the first ones, in which the system fills', () => {
    const { count, minUs } = oneInEach().of(0)
    expect({ count, minUs }).toEqual({ count: OF_BLOCK - 4, minUs: 4 })
  })

  it('keep tasks that failed', () => {
    const latencies = new SlicedLatencies(WINDOW_US)
    latencies.ended(WINDOW_US - 1, undefined)
    expect(latencies.of(BLOCKS - 1).censored).toBe(1)
  })
})
