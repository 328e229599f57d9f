import { describe, expect, it } from 'vitest'
import { parseObjective } from '../../results/objectives/check.ts'
import { runHere } from '../engine/testing/trial.ts'
import { purpose, uniform } from '../kernel/random.ts'
import { backlogGrowth, isSaturated, judgeLoad } from './judge.ts'

const LUCK = purpose('judge-test.luck')
const SLICES = 32

function objective(text: string) {
  const parsed = parseObjective(text)
  if (parsed.kind === 'fault') throw new Error(parsed.message)
  return parsed.objective
}

describe('the backlog', () => {
  it('grows by its slope over the second half', () => {
    const backlog = Array.from({ length: SLICES }, (_, slice) => 3 * slice)
    expect(backlogGrowth(backlog)).toBeCloseTo(3 * 16)
    expect(backlogGrowth(Array.from({ length: SLICES }, () => 250))).toBe(0)
  })

  it('that only filled up at first does not grow', () => {
    const filled = Array.from({ length: SLICES }, (_, slice) => Math.min(200, 50 * slice))
    expect(isSaturated(filled, 2_000)).toBe(false)
  })

  it('that keeps a tenth of what comes in shows a saturated system', () => {
    const kept = Array.from({ length: SLICES }, (_, slice) => (2_000 / SLICES) * 0.1 * slice)
    expect(isSaturated(kept, 2_000)).toBe(true)
  })

  it('of a stable system that moves by chance seldom counts as growing', () => {
    let grown = 0
    for (let system = 0; system < 1_000; system++) {
      const noise = Array.from({ length: SLICES }, (_, slice) =>
        Math.round(100 + 40 * (uniform(1, LUCK, system, slice) - 0.5)),
      )
      if (isSaturated(noise, 2_000)) grown++
    }
    expect(grown).toBeLessThanOrEqual(25)
  })
})

describe('a trial', () => {
  const still = Array.from({ length: SLICES }, () => 5)

  it('passes if its objectives hold, and names the first that does not', async () => {
    const trial = await runHere()
    const lax = objective('taskLatencyMs mean < 1 h')
    const strict = objective('taskLatencyMs mean < 1 ms')
    expect(judgeLoad(trial, still, [lax])).toEqual({ kind: 'passes' })
    expect(judgeLoad(trial, still, [lax, strict])).toEqual({
      kind: 'fails',
      because: 'taskLatencyMs mean < 1 ms',
    })
  })

  it('does not pass by a percentile that has too few tasks behind it', async () => {
    const trial = await runHere()
    expect(trial.tasks.offered).toBeLessThan(400)
    const unproven = objective('taskLatencyMs p99 < 1 h')
    const verdict = judgeLoad(trial, still, [unproven])
    expect(verdict).toMatchObject({ kind: 'no evidence' })
    expect(verdict).toHaveProperty('because', expect.stringContaining('needs 459; raise --tasks'))
  })

  it('fails by what is seen, whatever else is not', async () => {
    const trial = await runHere()
    const unproven = objective('taskLatencyMs p99 < 1 h')
    const strict = objective('taskLatencyMs mean < 1 ms')
    expect(judgeLoad(trial, still, [unproven, strict]).kind).toBe('fails')
    const growing = Array.from({ length: SLICES }, (_, slice) => 100 * slice)
    expect(judgeLoad(trial, growing, [unproven]).kind).toBe('fails')
  })

  it('is judged by its longest task where that is what is asked', async () => {
    const trial = await runHere()
    const { meanMs, maxMs } = trial.latency
    if (meanMs === null || maxMs === null) throw new Error('unreachable')
    const between = (meanMs + maxMs) / 2
    expect(judgeLoad(trial, still, [objective(`taskLatencyMs mean < ${between} ms`)]).kind).toBe(
      'passes',
    )
    expect(judgeLoad(trial, still, [objective(`taskLatencyMs max < ${between} ms`)]).kind).toBe(
      'fails',
    )
  })

  it('of a benign window is no evidence about an incident', async () => {
    const { containment: _, ...benign } = await runHere()
    const verdict = judgeLoad(benign, still, [objective('exposedPeople max < 50')])
    expect(verdict.kind).toBe('no evidence')
  })
})
