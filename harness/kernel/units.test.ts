import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, MS, msToUs, SECOND, usToMs, usToS } from './units.ts'

describe('units', () => {
  it('are whole microseconds', () => {
    expect([MS, SECOND, MINUTE, HOUR]).toEqual([1e3, 1e6, 6e7, 3.6e9])
  })

  it('round milliseconds to whole microseconds', () => {
    expect([msToUs(1.2344), msToUs(1.2346), msToUs(0.0004)]).toEqual([1234, 1235, 0])
  })

  it('convert back without loss', () => {
    expect([usToMs(1500), usToS(1_500_000)]).toEqual([1.5, 1.5])
  })
})
