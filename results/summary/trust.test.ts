import { describe, expect, it } from 'vitest'
import { exampleRun } from '../testing/example-run.ts'
import { breakEvenRows, sessionUs } from './break-even.ts'
import { denominatorRows } from './denominators.ts'
import { startUpRows } from './start-up.ts'

const { manifest, trials } = exampleRun()
const { authProbe } = manifest

describe('sessions against signatures', () => {
  const row = breakEvenRows(authProbe).find((one) => one.session === 'A4' && one.agents === 'known')

  it('cost the same for a message at the break-even, less the bare path', () => {
    // 650 µs once, and 21 − 1 µs for each message, against 151 − 1 µs.
    expect(row?.breakEven).toMatchObject({ kind: 'messages', messages: 5 })
    expect(row && sessionUs(row, 5).median).toBe(150)
    expect(row?.signatureUs.median).toBe(150)
  })

  it('cost the set-up with the first message, and hardly any of it after many', () => {
    expect(row && sessionUs(row, 1).median).toBe(670)
    expect(row && sessionUs(row, 650).median).toBe(21)
  })

  it('have no rows without a probe', () => {
    expect(breakEvenRows(undefined)).toEqual([])
  })
})

describe('the storm at start-up', () => {
  const rows = startUpRows(trials, authProbe)

  it('is priced at what one handshake and one enrolment cost', () => {
    const row = rows.find((one) => one.level === 'A2')
    const [handshakes, enrolments] = [row?.handshakes.median ?? 0, row?.enrolments.median ?? 0]
    expect(handshakes).toBeGreaterThan(0)
    expect(row?.cpuS?.median).toBeCloseTo((handshakes * 360 + enrolments * 100) / 1e6, 12)
  })

  it('has its busiest minute and the means over the trials', () => {
    const row = rows.find((one) => one.purpose === 'main' && one.agents === 780)
    // 3 × 130 handshakes, halving: 195, 97, 48 …
    expect(row?.peak).toEqual({ median: 195, min: 195, max: 195 })
    expect(row?.handshakesByMinute.slice(0, 3)).toEqual([195, 97, 48])
    expect(row?.minutes).toBe(10)
  })

  it('has no price without a probe, and no row where nobody enrolled', () => {
    expect(startUpRows(trials, undefined).every((row) => row.cpuS === null)).toBe(true)
    expect(rows.some((row) => row.level === 'A0')).toBe(false)
  })
})

describe('the denominators', () => {
  const rows = denominatorRows(trials, authProbe)
  const signed = rows.find((row) => row.level === 'A3')

  it('leave the bare path out of what is added', () => {
    expect(rows.map((row) => row.level)).toEqual(['A1', 'A2', 'A3', 'A4'])
    expect(signed?.addedUs).toEqual({ p25: 140, median: 150, p75: 160 })
    expect(signed?.timesBare).toBe(151)
    expect(signed?.shareOfModelCall.median).toBeCloseTo(150 / 3_186_151, 12)
  })

  it('take the messages of a decision from the run', () => {
    // 40 envelopes for 8 model calls, and 5 for 7.
    expect(signed?.most).toEqual({ entrant: 'autogen@governed', messages: 5 })
    expect(signed?.fewest?.messages).toBeCloseTo(5 / 7, 12)
    expect(signed?.mostShareOfCore).toBeCloseTo((150 * 10e6 * 5) / 86_400e6, 12)
    expect(signed?.leastShareOfCore).toBeCloseTo((150 * 1e6 * 5) / 7 / 86_400e6, 12)
  })

  it('say nothing of a load without trials', () => {
    expect(denominatorRows([], authProbe)[0]?.mostShareOfCore).toBeNull()
  })
})
