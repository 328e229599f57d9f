import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRun, type StoredRun } from '../../results/read-run.ts'
import { RUN_FILES } from '../../results/store.ts'
import type { CompletedTrial, TrialRecord } from '../../results/record.ts'
import { makeTestFolder } from './testing/folder.ts'
import { type EndedProcess, muster } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const ARCHITECTURES = ['langchain', 'crewai', 'autogen', 'mesh']
/** On a busy machine. */
const SLOW_MS = 180_000
const folder = makeTestFolder()
let first: EndedProcess
let stored: StoredRun

const words = (out: string, ...flags: string[]) => ['run', 'w.yaml', '--out', out, ...flags]
const runHere = (out: string, ...flags: string[]) =>
  musterHere(words(out, ...flags), { cwd: folder.path })

beforeAll(async () => {
  folder.write('w.yaml', tinyWorkload({ architectures: ARCHITECTURES }))
  first = await muster(words('first', '--threads', '2'), { cwd: folder.path })
  stored = await readRun(join(folder.path, 'first'))
}, SLOW_MS)
afterAll(() => folder.remove())

function completed(trials: readonly TrialRecord[]): CompletedTrial[] {
  return trials.filter((trial) => trial.kind === 'completed')
}

/** What must not depend on the host, by entrant. */
function digests(trials: readonly TrialRecord[]): Record<string, string[]> {
  return Object.fromEntries(
    completed(trials)
      .map((trial): [string, string[]] => [
        trial.entrant,
        [trial.digest, trial.effectsDigest, trial.proofDigest],
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

describe('a run of four architectures', () => {
  it('ends well', () => {
    expect(first.code).toBe(0)
  })

  it('leaves a whole folder and no temporary file', () => {
    const files = Object.keys(folder.snapshot())
    expect(files.sort()).toEqual(
      ['first', ...RUN_FILES.map((name) => `first/${name}`), 'w.yaml'].sort(),
    )
  })

  it('stores a valid trial of each, read back without a warning', () => {
    expect(stored.warnings).toEqual([])
    expect(stored.manifest.state).toBe('completed')
    expect(stored.manifest.command).toBe('muster run w.yaml --threads 2 --seed 1')
    expect(stored.trials.map((trial) => trial.architecture).sort()).toEqual(
      [...ARCHITECTURES].sort(),
    )
    for (const trial of completed(stored.trials)) {
      expect(trial.validity).toMatchObject({ valid: true })
      expect(trial.tasks.right).toBe(trial.tasks.completed)
      expect(trial.tasks.completed).toBeGreaterThan(0)
    }
    expect(completed(stored.trials)).toHaveLength(4)
  })

  it('names the dashboard in the last line of stdout', () => {
    expect(first.stdout).toMatch(/\nDashboard: first\/index\.html\n$/)
    expect(readFileSync(join(folder.path, 'first/index.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  })

  it('has a row for each entrant and size in its table and its summary', () => {
    const csv = readFileSync(join(folder.path, 'first/summary.csv'), 'utf8')
    for (const name of ARCHITECTURES) {
      expect(first.stdout).toMatch(new RegExp(`^${name}@governed +240 `, 'm'))
      expect(csv).toContain(`${name}@governed`)
    }
  })

  it('reports on a pipe with a line a trial and no escape sequence', () => {
    const lines = first.stderr.trimEnd().split('\n')
    expect(lines[0]).toBe('4 trials into first')
    expect(lines.slice(1)).toHaveLength(4)
    for (const [index, line] of lines.slice(1).entries()) {
      expect(line).toMatch(
        new RegExp(
          `^\\[${index + 1}/4\\] \\w+@governed at 240 agents, trial 1: done, \\d+\\.\\d s`,
        ),
      )
    }
    expect(first.stdout + first.stderr).not.toContain('\x1b')
  })
})

describe('behaviour', () => {
  it('is the same on one thread, two and four, and again', { timeout: SLOW_MS }, async () => {
    const one = await runHere('one', '--threads', '1', '--json')
    const four = await runHere('four', '--threads', '4')
    const again = await runHere('again', '--threads', '2')
    expect([one.code, four.code, again.code]).toEqual([0, 0, 0])
    const document = JSON.parse(one.stdout) as { dashboard: string; trials: TrialRecord[] }
    expect(document.dashboard).toBe('one/index.html')
    expect(document.trials).toEqual((await readRun(join(folder.path, 'one'))).trials)
    const expected = digests(stored.trials)
    expect(Object.keys(expected)).toHaveLength(4)
    const threads = [stored.trials[0]?.threads]
    for (const out of ['one', 'four', 'again']) {
      const { trials } = await readRun(join(folder.path, out))
      expect(digests(trials)).toEqual(expected)
      threads.push(trials[0]?.threads)
    }
    expect(threads).toEqual([2, 1, 4, 2])
  })
})
