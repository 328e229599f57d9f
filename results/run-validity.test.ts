import { describe, expect, it } from 'vitest'
import type { HostReading } from './host-noise-record.ts'
import type { CompletedTrial, RunManifest } from './record.ts'
import { concludeRun, judgeRun } from './run-validity.ts'
import { exampleRun } from './testing/example-run.ts'

const { manifest, trials } = exampleRun()
const completed = trials.filter((trial): trial is CompletedTrial => trial.kind === 'completed')
/** Busy for 1.7 s on two threads for each 1.7 CPU-seconds. */
const sound = completed.slice(0, 4).map((trial) => ({
  ...trial,
  cost: { ...trial.cost, cpuS: 2, wallS: 1, utilisation: 1 },
}))
const BEFORE: HostReading = { load: 0.5, spinMs: 1, stealTicks: 0, allTicks: 1_000 }
const AFTER: HostReading = { load: 1.5, spinMs: 1.1, stealTicks: 5, allTicks: 2_000 }

function hosted(before: Partial<HostReading>, after: Partial<HostReading>, count = 3): RunManifest {
  const noise = { before: { ...BEFORE, ...before }, after: { ...AFTER, ...after } }
  return { ...manifest, trials: count, environment: { ...manifest.environment, noise } }
}

const broken = (run: RunManifest, of: readonly CompletedTrial[] = sound): string[] =>
  judgeRun(run, of)
    .conditions.filter((condition) => !condition.holds)
    .map((condition) => condition.name)

describe('a run', () => {
  it('is valid on a quiet host, and each condition says what to do', () => {
    const { valid, conditions } = judgeRun(hosted({}, {}), sound)
    expect(valid).toBe(true)
    expect(conditions).toHaveLength(6)
    for (const { next } of conditions) expect(next).toMatch(/\w/)
  })

  it.each<[string, Partial<HostReading>, Partial<HostReading>]>([
    ['the host was free before the run', { load: 8.1 }, {}],
    ['no other machine took the processors', {}, { stealTicks: 101 }],
    ['the processor kept its speed', {}, { spinMs: 1.6 }],
    ['the processor kept its speed', {}, { spinMs: 0.6 }],
  ])('is not valid unless %s', (name, before, after) => {
    expect(broken(hosted(before, after))).toEqual([name])
    expect(judgeRun(hosted(before, after), sound).valid).toBe(false)
  })

  it('is not valid if its workers had to wait for a processor', () => {
    const starved = sound.map((trial) => ({ ...trial, cost: { ...trial.cost, cpuS: 0.9 } }))
    expect(broken(hosted({}, {}), starved)).toEqual(['the workers had their processors'])
  })

  it('is not valid if a trial was measured for too short a time', () => {
    const run = {
      ...hosted({}, {}),
      workload: { ...manifest.workload, resolved: { measure: { minCpuS: 3 } } },
    }
    expect(broken(run)).toEqual(['every trial was measured for long enough'])
  })

  it('is not valid with a trial that is not, or without any', () => {
    const [first, ...rest] = sound as [CompletedTrial, ...CompletedTrial[]]
    const invalid = { ...first, validity: { ...first.validity, valid: false } }
    expect(broken(hosted({}, {}), [invalid, ...rest])).toEqual(['every trial ended and is valid'])
    expect(judgeRun(manifest, []).valid).toBe(false)
  })

  it('of one trial a cell compares no costs, so a busy host does not harm it', () => {
    const run = hosted({ load: 50 }, {}, 1)
    expect(judgeRun(run, sound).valid).toBe(true)
    expect(judgeRun(run, sound).conditions.at(-1)?.detail).toMatch(/^exempt/)
  })
})

it('a run with A/A pairs publishes the noise floor of each size', () => {
  const [first] = sound as [CompletedTrial]
  const again = {
    ...first,
    purpose: 'aa' as const,
    cost: { ...first.cost, tasksPerCpuS: first.cost.tasksPerCpuS * 1.02 },
  }
  const main = { ...first, purpose: 'main' as const }
  // One pair: t(0.975) with one degree of freedom is 12.7062.
  const { noise } = concludeRun(manifest, [main, again])
  expect(noise).toEqual([
    { agents: first.agents, pairs: 1, cpuFloor: expect.closeTo(1.02 ** 12.7062 - 1, 5) },
  ])
  expect(concludeRun(manifest, [main]).noise).toBeUndefined()
})
