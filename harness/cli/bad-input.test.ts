import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import { appendTrial, createRunFolder, writeManifest } from '../../results/store.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())

/** Runs a command that must be refused without a trace, and returns what it says. */
async function refused(...args: string[]): Promise<string> {
  const before = folder.snapshot()
  const { code, stdout, stderr } = await muster(args, { cwd: folder.path })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(folder.snapshot()).toEqual(before)
  return stderr
}

/** Nine levels of nine aliases each: 9⁹ values from a few hundred bytes. */
function explodingAliases(): string {
  const levels = [...'bcdefghij'].map((name, level) => {
    const below = 'abcdefghi'[level]
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${below}`).join(', ')}]`
  })
  return `a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('\n')}\n`
}

/** A fault, the file's text, where it is said to be, and the hint or what is expected instead. */
const FILES: readonly (readonly [string, string, string, string])[] = [
  [
    'an unknown key',
    'name: a\norganisaton:\n  agents: 6\n',
    'w.yaml:2:1  WORKLOAD_INVALID',
    'did you mean "organisation"?',
  ],
  [
    'a wrong unit',
    'arrivals:\n  window: 4 hours\n',
    'w.yaml:2:11  WORKLOAD_INVALID',
    'units are h, m, s, ms and us',
  ],
  ['a missing unit', 'arrivals:\n  window: 4\n', 'w.yaml:2:11  WORKLOAD_INVALID', '4 has no unit'],
  [
    'a negative size',
    'organisation:\n  agents: -6\n',
    'w.yaml:2:11  WORKLOAD_INVALID',
    'expected at least 1',
  ],
  [
    'an impossible mix',
    'organisation:\n  agents: 3\n  team: [lead, a, b, c, d, e]\n',
    'w.yaml:2:11  ORGANISATION_IMPOSSIBLE',
    'give at least 6 agents, or a smaller team',
  ],
  ['a duplicate key', 'name: a\nname: b\n', 'w.yaml:2:1  WORKLOAD_SYNTAX', 'remove one of them'],
  [
    'aliases that explode',
    explodingAliases(),
    'w.yaml:5:12  WORKLOAD_SYNTAX',
    'write the values out, or use fewer aliases',
  ],
  [
    'broken YAML',
    'organisation: {agents: 6\n',
    'w.yaml:2:1  WORKLOAD_SYNTAX',
    'see: muster explain WORKLOAD_SYNTAX',
  ],
  [
    'a reviewer count of zero where actions wait for people',
    'people:\n  reviewers: 0\nmeasure:\n  profiles: [hitl]\n',
    'w.yaml:2:14  WORKLOAD_INVALID',
    'give at least one reviewer, or a profile with approvals H0',
  ],
  [
    'a decision that may be used for no time',
    'people:\n  approvals:\n    decisionTtl: 0s\n',
    'w.yaml:3:18  WORKLOAD_INVALID',
    'must be above 0',
  ],
  [
    'a topology that does not exist',
    'measure:\n  architectures: [mesh, crewai:circle]\n',
    'w.yaml: measure.architectures  ENTRANT_UNKNOWN',
    'one of: crewai:sequential, crewai:hierarchical',
  ],
]

describe('a workload file', () => {
  it.each(FILES)('with %s is refused at its place', async (_fault, text, place, hint) => {
    const stderr = await refused('run', folder.write('w.yaml', text))
    expect(stderr.split('\n')[0]).toBe(place)
    expect(stderr).toContain(hint)
  })

  it('with several faults is told about all of them', async () => {
    const text = 'arrivals:\n  window: 4\npeople:\n  reviewers: -1\n'
    const stderr = await refused('run', folder.write('w.yaml', text))
    expect(stderr).toContain('2 problems')
    expect(stderr).toContain('w.yaml:2:11')
    expect(stderr).toContain('w.yaml:4:14')
  })

  it('that is missing is answered with the library', async () => {
    const stderr = await refused('run', 'smok')
    expect(stderr).toContain('smok  WORKLOAD_NOT_FOUND')
    expect(stderr).toContain('did you mean "smoke"?')
  })

  it('is not a folder', async () => {
    const stderr = await refused('run', '.')
    expect(stderr).toContain('WORKLOAD_NOT_FOUND')
    expect(stderr).toContain('is a folder')
  })

  it('is measured against --agents too', async () => {
    const stderr = await refused('run', 'smoke', '--agents', '3')
    expect(stderr).toContain('--agents  ORGANISATION_IMPOSSIBLE')
    expect(stderr).toContain('give at least 6 agents')
  })
})

describe('a folder', () => {
  beforeEach(() => {
    folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'] }))
  })

  it('that holds a run is refused and left as it is', async () => {
    const dir = join(folder.path, 'old')
    const { manifest, trials } = exampleRun()
    await createRunFolder(dir)
    await writeManifest(dir, manifest)
    for (const trial of trials.slice(0, 3)) await appendTrial(dir, trial)
    const stderr = await refused('run', 'w.yaml', '--out', 'old')
    expect(stderr).toContain(`${dir}  RUN_EXISTS`)
    expect(stderr).toContain('a run is never overwritten')
  })

  it('in the place of which there is a file is refused', async () => {
    folder.write('file', 'mine\n')
    const stderr = await refused('run', 'w.yaml', '--out', 'file')
    expect(stderr).toContain(`${join(folder.path, 'file')}  OUT_NOT_WRITABLE`)
    expect(stderr).toContain('choose a folder that you may write to with --out')
  })

  it('below a file is refused', async () => {
    folder.write('file', 'mine\n')
    const stderr = await refused('run', 'w.yaml', '--out', 'file/a/b')
    expect(stderr).toContain(`${join(folder.path, 'file/a/b')}  OUT_NOT_WRITABLE`)
  })

  it.skipIf(process.getuid?.() === 0)('that may not be written to is refused', async () => {
    const closed = join(folder.path, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o500)
    const stderr = await refused('run', 'w.yaml', '--out', 'closed')
    chmodSync(closed, 0o700)
    expect(stderr).toContain(`${closed}  OUT_NOT_WRITABLE`)
  })
})
