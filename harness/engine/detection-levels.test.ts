import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { ContainmentRecord } from '../../results/record.ts'
import { type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { MS, MINUTE } from '../kernel/units.ts'
import { runHere } from './testing/trial.ts'

async function incident(
  levels: Partial<ControlLevels>,
  seed = 7,
): Promise<{ containment: ContainmentRecord; tasks: unknown; effects: string }> {
  const base = testWorkload()
  const trial = await runHere({
    levels: { ...GOVERNED, ...levels },
    workload: testWorkload({ people: { ...base.people, readerShare: 20 } }),
    agents: 24,
    seed,
  })
  const { containment, tasks, effectsDigest } = trial
  return { containment: containment as ContainmentRecord, tasks, effects: effectsDigest }
}

describe('the incident at each level of detection', () => {
  it('is found by D3’s judge before any person could report it', async () => {
    // A seed with which the judge does not miss the post: it misses one in six.
    const people = (await incident({ detection: 'D1' }, 1)).containment
    const judge = (await incident({ detection: 'D3' }, 1)).containment
    const delayUs = (judge.detectMin as number) * MINUTE
    expect(delayUs).toBeGreaterThanOrEqual(19 * MS)
    expect(delayUs).toBeLessThanOrEqual(92 * MS)
    expect(people.detectMin).toBeGreaterThan(1)
    expect(judge.peopleExposed).toBeLessThan(people.peopleExposed)
  })

  it('is found no later by a level than by the one below', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const at = async (detection: ControlLevels['detection']): Promise<number> =>
        (await incident({ detection }, seed)).containment.detectMin ?? Infinity
      const [none, one, two, three] = [
        await at('D0'),
        await at('D1'),
        await at('D2'),
        await at('D3'),
      ]
      expect(none).toBe(Infinity)
      expect(two).toBeLessThanOrEqual(one)
      expect(three).toBeLessThanOrEqual(two)
    }
  })

  it('is found by none without an audit trail', async () => {
    for (const detection of ['D1', 'D2', 'D3'] as const) {
      const { containment } = await incident({ detection, audit: 'L0' })
      expect(containment).toMatchObject({ detectMin: null, alerts: 0 })
    }
  })

  it('quarantines nobody by mistake, and costs the benign window no task', async () => {
    const reference = await incident({ detection: 'D1' })
    for (const detection of ['D2', 'D3'] as const) {
      const { containment, tasks } = await incident({ detection })
      expect(containment.falseQuarantines).toBe(0)
      expect(tasks).toEqual(reference.tasks)
    }
  })

  it('ends the same twice, whatever the level of authentication', async () => {
    const once = await incident({ detection: 'D3' })
    expect(await incident({ detection: 'D3' })).toEqual(once)
    expect(await incident({ detection: 'D3', auth: 'A3' })).toEqual(once)
  })
})
