import { describe, expect, test } from 'vitest'
import { exampleRun } from '../testing/example-run.ts'
import { allHold, judgeObjectives, matches } from './run-objectives.ts'

const { manifest, trials } = exampleRun()

function judged(...objectives: readonly string[]) {
  const workload = { ...manifest.workload, resolved: { objectives } }
  return judgeObjectives({ ...manifest, workload }, trials)
}

describe('the objectives of a run', () => {
  test('are judged for every entrant and size', () => {
    const records = judged('tasksPerCpuS > 0')
    expect(records).toHaveLength(manifest.entrants.length * manifest.sizes.length)
    // The example has a cell with a failed trial.
    expect(records.filter((one) => one.verdict !== 'holds').map((one) => one.because)).toEqual([
      '1 of 3 trials failed',
    ])
  })

  test('are judged for the size and the entrants that they name', () => {
    const records = judged('tasksPerCpuS > 0 @ agents=780 for mesh@*')
    expect(records.map(({ entrant, agents }) => [entrant, agents])).toEqual([
      ['mesh@as-shipped', 780],
      ['mesh@governed', 780],
    ])
  })

  test.each(['tasksPerCpuS > 0 for nobody@*', 'tasksPerCpuS > 0 @ agents=79'])(
    'never pass for want of anything to judge: %s',
    (text) => {
      expect(judged(text)).toMatchObject([{ entrant: null, verdict: 'no evidence' }])
    },
  )

  test('have no evidence for a cell that was planned and not run', () => {
    const workload = { ...manifest.workload, resolved: { objectives: ['tasksPerCpuS > 0'] } }
    const records = judgeObjectives({ ...manifest, workload }, [])
    expect(records).toHaveLength(manifest.entrants.length * manifest.sizes.length)
    expect(records.every((one) => one.verdict === 'no evidence')).toBe(true)
  })

  test('about the host are not met by a run on a busy machine', () => {
    const resolved = { objectives: ['tasksPerCpuS > 0 @ agents=78', 'wrong <= 1e9 @ agents=78'] }
    const condition = { name: 'the host was free', holds: false, detail: '' }
    const records = judgeObjectives(
      {
        ...manifest,
        workload: { ...manifest.workload, resolved },
        validity: { valid: false, conditions: [condition] },
      },
      trials,
    )
    const verdicts = records.map(({ metric, verdict }) => `${metric} ${verdict}`)
    expect(new Set(verdicts)).toEqual(new Set(['tasksPerCpuS no evidence', 'wrong holds']))
  })

  test('are none without objectives', () => {
    expect(judgeObjectives(manifest, trials)).toEqual([])
  })
})

test('objectives hold together only if nothing is without evidence', () => {
  const [held] = judged('wrong <= 1e9 @ agents=78')
  if (held === undefined) throw new Error('unreachable')
  expect(allHold([held, held])).toBe(true)
  expect(allHold([held, { ...held, verdict: 'no evidence' }])).toBe(false)
  expect(allHold([held, { ...held, verdict: 'does not hold' }])).toBe(false)
})

test('a form of entrants takes every sign but * as it is', () => {
  expect(matches('mesh@governed/A3', 'mesh@*')).toBe(true)
  expect(matches('mesh@governed', '*@governed')).toBe(true)
  expect(matches('meshy@governed', 'mesh@*')).toBe(false)
  expect(matches('mesh@governed', 'mesh.governed')).toBe(false)
  expect(matches('mesh@governed', 'mesh')).toBe(false)
})
