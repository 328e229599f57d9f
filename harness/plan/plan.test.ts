import { beforeAll, describe, expect, it } from 'vitest'
import type { MeasureSpec } from '../../workloads/workload.ts'
import { type Entrant, resolveEntrants } from './entrants.ts'
import { type PlannedTrial, planTrials, trialSeed } from './plan.ts'

const SIZES = [78, 780, 7800]
const SEED = 7
let entrants: Entrant[]

beforeAll(async () => {
  entrants = await resolveEntrants({
    architectures: ['langchain', 'crewai', 'autogen', 'mesh'],
    architecturesFrom: 'here',
    profiles: ['as-shipped', 'governed'],
    topologies: [],
  })
})

function plan(changes: Partial<MeasureSpec> = {}, seed = SEED, sizes = SIZES): PlannedTrial[] {
  const measure: MeasureSpec = {
    trials: 3,
    architectures: [],
    profiles: [],
    minCpuS: 0,
    trialTimeoutS: 1,
    ...changes,
  }
  return planTrials(entrants, sizes, measure, seed)
}

const nameOf = ({ purpose, entrant, agents, trial }: PlannedTrial): string =>
  `${purpose} ${entrant} ${agents} ${trial}`

/** Consecutive trials of one size and trial number. */
function blocksOf(planned: readonly PlannedTrial[]): PlannedTrial[][] {
  const blocks: PlannedTrial[][] = []
  for (const trial of planned) {
    const last = blocks.at(-1)
    const open = last?.[0]
    if (open?.agents === trial.agents && open.trial === trial.trial) last?.push(trial)
    else blocks.push([trial])
  }
  return blocks
}

describe('a plan', () => {
  it('has every entrant at every size once in each trial', () => {
    const names = plan().map(nameOf)
    expect(names).toHaveLength(8 * 3 * 3)
    expect(new Set(names).size).toBe(names.length)
  })

  it('is made of complete blocks', () => {
    const blocks = blocksOf(plan())
    expect(blocks).toHaveLength(3 * 3)
    const all = entrants.map(({ entrant }) => entrant).sort()
    for (const block of blocks) expect(block.map(({ entrant }) => entrant).sort()).toEqual(all)
  })

  it('ends each trial of all sizes before the next begins', () => {
    expect(blocksOf(plan()).map(([first]) => first?.trial)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
  })

  it('is shuffled, each block in its own order', () => {
    const orders = blocksOf(plan()).map((block) => block.map(({ entrant }) => entrant).join())
    expect(new Set(orders).size).toBe(orders.length)
    const sizes = blocksOf(plan({ trials: 10 })).map(([first]) => first?.agents)
    const firsts = sizes.filter((_, index) => index % SIZES.length === 0)
    expect(new Set(firsts).size).toBeGreaterThan(1)
  })

  it('has the same order for the same seed and another for another', () => {
    expect(plan({}, 7)).toEqual(plan({}, 7))
    expect(plan({}, 8).map(nameOf)).not.toEqual(plan({}, 7).map(nameOf))
    expect(plan({}, 8).map(nameOf).sort()).toEqual(plan({}, 7).map(nameOf).sort())
  })

  it('puts every entrant first in some block, in the long run', () => {
    const firsts = blocksOf(plan({ trials: 60 })).map(([first]) => first?.entrant)
    expect(new Set(firsts)).toEqual(new Set(entrants.map(({ entrant }) => entrant)))
  })

  it('gives trials of one number the same seed in every cell, and others another', () => {
    const planned = plan()
    for (const trial of planned) expect(trial.seed).toBe(trialSeed(SEED, trial.trial))
    expect(new Set(planned.map(({ seed }) => seed)).size).toBe(3)
    expect(trialSeed(SEED, 0)).not.toBe(trialSeed(SEED + 1, 0))
  })
})

describe('the auth ladder', () => {
  const auth = { agents: 780, profile: 'governed', levels: ['A0', 'A2', 'A3'] } as const

  it('is absent when none is asked for', () => {
    expect(plan().every(({ purpose }) => purpose === 'main')).toBe(true)
  })

  it('is run at its own size only, each architecture at each level that the comparison lacks', () => {
    const ladder = plan({ auth }).filter(({ purpose }) => purpose === 'auth')
    expect(ladder).toHaveLength(4 * 2 * 3)
    expect(new Set(ladder.map(({ agents }) => agents))).toEqual(new Set([780]))
    // governed is A2, and the comparison has governed at this size.
    expect(new Set(ladder.map(({ entrant }) => entrant))).toEqual(
      new Set(
        ['langchain', 'crewai', 'autogen', 'mesh'].flatMap((name) => [
          `${name}@governed/A0`,
          `${name}@governed/A3`,
        ]),
      ),
    )
  })

  it('has every level of a profile that is not compared', () => {
    const ladder = plan({ auth: { ...auth, profile: 'bare', levels: ['A0', 'A3'] } })
    const names = ladder.filter(({ purpose }) => purpose === 'auth').map(({ entrant }) => entrant)
    expect(new Set(names).size).toBe(4 * 2)
  })

  it('shares its blocks with the comparison at that size', () => {
    const blocks = blocksOf(plan({ auth }))
    expect(blocks.map((block) => block.length).sort((a, b) => a - b)).toEqual([
      ...[8, 8, 8, 8, 8, 8],
      ...[16, 16, 16],
    ])
  })

  it('has a block of its own at a size that is not compared', () => {
    const planned = plan({ auth: { ...auth, agents: 600 } })
    const at600 = planned.filter(({ agents }) => agents === 600)
    expect(at600).toHaveLength(4 * 3 * 3)
    expect(at600.every(({ purpose }) => purpose === 'auth')).toBe(true)
    expect(planned.filter(({ purpose }) => purpose === 'main')).toHaveLength(8 * 3 * 3)
  })

  it('changes nothing but the auth level', () => {
    const ladder = plan({ auth: { ...auth, agents: 600 } })
    const mesh = ladder.filter((one) => one.purpose === 'auth' && one.architecture === 'mesh')
    const rest = mesh.map(({ controls: { auth: _auth, ...others } }) => JSON.stringify(others))
    expect(new Set(rest).size).toBe(1)
    expect(new Set(mesh.map(({ controls }) => controls.auth))).toEqual(new Set(auth.levels))
    expect(new Set(mesh.map(({ trial, seed }) => `${trial} ${seed}`)).size).toBe(3)
  })

  it('leaves the seeds and cells of the comparison as they are', () => {
    const cells = (trials: PlannedTrial[]) =>
      trials
        .filter(({ purpose }) => purpose === 'main')
        .map((trial) => `${nameOf(trial)} ${trial.seed}`)
        .sort()
    expect(cells(plan({ auth }))).toEqual(cells(plan()))
  })
})

describe('A/A pairs', () => {
  it('add one trial to each block, the same as a main trial of it to the seed', () => {
    for (const block of blocksOf(plan({ aa: true }))) {
      const twins = block.filter(({ purpose }) => purpose === 'aa')
      expect(twins).toHaveLength(1)
      const [{ purpose: _aa, ...twin }] = twins as [PlannedTrial]
      const same = block.filter(
        ({ purpose, entrant }) => purpose === 'main' && entrant === twin.entrant,
      )
      expect(same).toEqual([{ ...twin, purpose: 'main' }])
    }
  })

  it('give each entrant its turn', () => {
    const twins = plan({ aa: true, trials: 8 }, SEED, [78]).filter(
      ({ purpose }) => purpose === 'aa',
    )
    expect(new Set(twins.map(({ entrant }) => entrant)).size).toBe(entrants.length)
  })

  it('are not run unless they are asked for', () => {
    expect(plan().some(({ purpose }) => purpose === 'aa')).toBe(false)
  })
})
