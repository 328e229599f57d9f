import { describe, expect, it, test } from 'vitest'
import { benignWorkload } from '../engine/testing/trial.ts'
import { GOVERNED } from '../controls/levels.ts'
import { CRASHES, type Crash } from './crash.ts'
import { runCrash } from './run-drill.ts'
import { WITNESS_CRASH } from './witness-crash.ts'

const OPTIONS = { workload: benignWorkload(), agents: 24, seed: 7 }

/** A policy that from the crash on says yes to everything: what a control must not do. */
const YES_MAN: Crash = {
  control: 'policy',
  how: 'the policy says yes to everything',
  levels: GOVERNED,
  refuses: true,
  open: (killAtUs) => ({
    guard: (timeline) => ({
      replaced: (name, stage) => {
        if (name !== 'policy') return stage
        const policy = stage as { passes: (...given: unknown[]) => boolean }
        const passes = policy.passes.bind(policy)
        policy.passes = (...given) => timeline.now >= killAtUs || passes(...given)
        return stage
      },
    }),
  }),
}

test('a control that lets messages through when it is dead is called open', async () => {
  const row = await runCrash(YES_MAN, OPTIONS)
  expect(row).toMatchObject({ behaviour: 'fails open', chosen: null, runSaysSo: false, says: null })
  expect(row.after.accepted).toBeGreaterThan(0)
})

describe('a control that is killed in the middle of a trial', () => {
  const closed = CRASHES.filter(({ refuses, chosen }) => refuses && chosen === undefined)

  it.each(closed)('fails closed, and the run says so: $control, $how', async (crash) => {
    const { before, after, behaviour, runSaysSo } = await runCrash(crash, OPTIONS)
    expect({ behaviour, runSaysSo }).toEqual({ behaviour: 'fails closed', runSaysSo: true })
    expect(before).toMatchObject({ refused: 0 })
    expect(before.accepted).toBeGreaterThan(0)
    expect(after.accepted).toBe(0)
  })

  it.each(CRASHES.filter(({ refuses }) => !refuses))(
    'cannot refuse, and the trial is not valid: $control, $how',
    async (crash) => {
      const { after, behaviour, runSaysSo } = await runCrash(crash, OPTIONS)
      expect({ behaviour, runSaysSo }).toEqual({ behaviour: 'degrades', runSaysSo: true })
      expect(after.accepted).toBeGreaterThan(0)
      expect(after.refused).toEqual({})
    },
  )

  it('fails open where the workload chose that, and says which key did', async () => {
    const crash = CRASHES.find(({ chosen }) => chosen !== undefined) as Crash
    const { behaviour, chosen } = await runCrash(crash, OPTIONS)
    expect({ behaviour, chosen }).toEqual({
      behaviour: 'fails open',
      chosen: 'people.approvals.onTimeout: allow',
    })
  })

  it('fails closed within one checkpoint when the witness is killed', async () => {
    const row = await runCrash(WITNESS_CRASH, OPTIONS)
    expect(row).toMatchObject({ behaviour: 'fails closed', runSaysSo: true })
    expect(row.after.refused['audit']).toBeGreaterThan(0)
  })
})
