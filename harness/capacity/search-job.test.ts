import { expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { resolveEntrants } from '../plan/entrants.ts'
import { type SearchJob, searchSideBySide, type TriedRate } from './search-job.ts'

// The workers run the built code: `npx tsc -p tsconfig.build.json` comes first.

async function jobs(changes: Partial<SearchJob> = {}): Promise<SearchJob[]> {
  const entrants = await resolveEntrants({
    architectures: ['mesh', 'crewai'],
    architecturesFrom: 'here',
    profiles: ['bare'],
    topologies: [],
  })
  return entrants.map((entrant) => ({
    workload: testWorkload(),
    entrant,
    agents: 6,
    objectives: ['completedShare >= 0.99'],
    tasks: 200,
    seed: 1,
    search: { start: 60, least: 30, most: 120, confirmations: 2, below: [] },
    ...changes,
  }))
}

it('searches find the same on one thread and side by side, in the order that was asked for', async () => {
  const told: TriedRate[][] = [[], []]
  const alone = await searchSideBySide(await jobs(), 1, 512, (tried) => told[0]?.push(tried))
  const beside = await searchSideBySide(await jobs(), 2, 512, (tried) => told[1]?.push(tried))
  expect(alone.map(({ entrant }) => entrant)).toEqual(['mesh@bare', 'crewai@bare'])
  expect(beside).toEqual(alone)
  for (const tried of told) {
    expect(tried).toHaveLength(alone.reduce((sum, { trials }) => sum + trials, 0))
  }
})

it('a search that cannot be carried out is told, on either way', async () => {
  const broken = await jobs({ objectives: ['nothing < 5'] })
  const ignored = (): void => undefined
  await expect(searchSideBySide(broken, 1, 512, ignored)).rejects.toThrow('nothing')
  await expect(searchSideBySide(broken, 2, 512, ignored)).rejects.toThrow(
    expect.objectContaining({ code: 'TRIAL_FAILED' }),
  )
})
