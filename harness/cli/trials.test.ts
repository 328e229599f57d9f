import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRun, type StoredRun } from '../../results/read-run.ts'
import { makeTestFolder } from './testing/folder.ts'
import type { EndedProcess } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

/** On a busy machine. */
const SLOW_MS = 180_000
const folder = makeTestFolder()
let ended: EndedProcess
let stored: StoredRun

beforeAll(async () => {
  const text = tinyWorkload({
    architectures: ['mesh', 'autogen'],
    profiles: ['bare'],
    agents: '60',
  })
  // Everything within a factor of 2 is equivalent, so that any machine decides soon.
  folder.write(
    'w.yaml',
    `${text}  maxTrials: 6\n  precision: 1\n`.replace('trials: 1', 'trials: auto'),
  )
  ended = await musterHere(['run', 'w.yaml', '--aa', '--out', 'run'], { cwd: folder.path })
  stored = await readRun(join(folder.path, 'run'))
}, SLOW_MS)
afterAll(() => folder.remove())

describe('a run with A/A pairs that finds its number of trials', () => {
  it('leaves out only whole blocks, and says how many trials', () => {
    const { manifest, trials, warnings } = stored
    expect(warnings).toEqual([])
    expect(manifest.state).toBe('completed')
    expect(manifest.planned).toBe(6 * 3)
    expect(manifest.stopping).toMatchObject({ maxTrials: 6, precision: 1 })
    expect(trials.length + (manifest.stopping?.skipped ?? 0)).toBe(manifest.planned)
    expect(trials.length % 3).toBe(0)
    expect(trials.length).toBeGreaterThanOrEqual(9)
  })

  it('runs one entrant of each block twice, to the same digest', () => {
    const twins = stored.trials.filter((trial) => trial.purpose === 'aa')
    expect(twins).toHaveLength(stored.trials.length / 3)
    for (const twin of twins) {
      const main = stored.trials.find(
        ({ purpose, entrant, trial }) =>
          purpose === 'main' && entrant === twin.entrant && trial === twin.trial,
      )
      if (twin.kind !== 'completed' || main?.kind !== 'completed') throw new Error('not completed')
      expect(twin.digest).toBe(main.digest)
      expect(twin.seed).toBe(main.seed)
    }
  })

  it('publishes the noise floor in run.json, on stdout, in the summary and on the dashboard', () => {
    const [floor] = stored.manifest.noise ?? []
    expect(floor?.pairs).toBe(stored.trials.length / 3)
    expect(floor?.cpuFloor).toBeGreaterThan(0)
    expect(ended.stdout).toContain('Noise floor at 60 agents')
    const read = (file: string): string => readFileSync(join(folder.path, 'run', file), 'utf8')
    expect(read('summary.csv')).toContain('tasksPerCpuSNoiseFloor')
    expect(read('index.html')).toMatch(/noise floor [\d.]+/)
  })

  it('exits as its own verdict says', () => {
    expect(ended.code).toBe(stored.manifest.validity?.valid === true ? 0 : 4)
    expect(stored.manifest.environment.noise?.after?.spinMs).toBeGreaterThan(0)
  })

  it('is verified, its verdict included', { timeout: SLOW_MS }, async () => {
    const { code } = await musterHere(['verify', 'run', '--quick'], { cwd: folder.path })
    expect(code).toBe(0)
  })

  it('is only published again when it is resumed', { timeout: SLOW_MS }, async () => {
    const again = await musterHere(['run', '--resume', 'run'], { cwd: folder.path })
    expect(again.stderr).toContain('0 of 18 trials are left')
    expect((await readRun(join(folder.path, 'run'))).manifest).toEqual(stored.manifest)
  })
})
