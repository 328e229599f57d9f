import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readRun } from '../../results/read-run.ts'
import { EXIT } from '../kernel/errors.ts'
import { purpose, uniform } from '../kernel/random.ts'
import { compareRuns } from './kill-test/compare-runs.ts'
import { surviveKills } from './kill-test/survive-kills.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { type EndedProcess, startMuster } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

/** On a busy machine. */
const SLOW_MS = 180_000
const LINES = purpose('test.lines')
/** A machine that is busy with something else makes a run not valid, and no less finished. */
const hasEnded = (code: number): boolean => code === EXIT.done || code === EXIT.notValid

const WORKLOAD = tinyWorkload({ architectures: ['mesh', 'crewai'], trials: 3 })

/** A run that nothing disturbed, and one that was killed after two of its six trials. */
const made = makeTestFolder()
beforeAll(async () => {
  made.write('w.yaml', WORKLOAD)
  const args = ['run', 'w.yaml', '--out']
  expect((await musterHere([...args, 'whole'], { cwd: made.path })).code).toSatisfy(hasEnded)
  const { child, ended, says } = startMuster([...args, 'killed'], { cwd: made.path })
  await says('[2/6]')
  child.kill('SIGKILL')
  await ended
}, SLOW_MS)
afterAll(() => made.remove())

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
  folder.write('w.yaml', WORKLOAD)
})
afterEach(() => folder.remove())

const run = (...args: string[]): Promise<EndedProcess> =>
  musterHere(['run', ...args], { cwd: folder.path })
const path = (name: string): string => join(folder.path, name)

/** The folder `r` of the test, as a run left it. */
const takes = (left: 'whole' | 'killed'): void =>
  cpSync(join(made.path, left), path('r'), { recursive: true })

function lines(file: string): string[] {
  return readFileSync(path(file), 'utf8').split('\n').slice(0, -1)
}

describe('a run that is killed', () => {
  it(
    'at three random moments ends as one that nothing disturbed',
    { timeout: SLOW_MS },
    async () => {
      const { killedAfter, code } = await surviveKills({
        cwd: folder.path,
        args: ['run', 'w.yaml', '--out', 'killed', '--resume'],
        moments: Array.from({ length: 3 }, (_, nth) => ({
          afterLines: Math.floor(uniform(1, LINES, nth) * 4),
        })),
        kills: 3,
      })
      expect(killedAfter).toHaveLength(3)
      expect(code).toSatisfy(hasEnded)
      expect(await compareRuns(path('killed'), join(made.path, 'whole'))).toEqual([])
    },
  )

  it('goes on from its folder alone, and loses no trial that had ended', async () => {
    takes('killed')
    const before = lines('r/cells.jsonl')
    const { code, stderr } = await run('--resume', 'r')
    expect(code).toSatisfy(hasEnded)
    expect(stderr).toContain(`${6 - before.length} of 6 trials are left in r`)
    const after = lines('r/cells.jsonl')
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after).toHaveLength(6)
    const { manifest, warnings } = await readRun(path('r'))
    expect(manifest.state).toBe('completed')
    expect(manifest.segments?.map((segment) => segment.fromPosition)).toEqual([0, before.length])
    expect(manifest.segments?.[0]?.endedAt).toBeUndefined()
    expect([...manifest.warnings, ...warnings]).toEqual([])
    expect(existsSync(path('r/run.lock'))).toBe(false)
  })

  it('in the middle of a line keeps the torn bytes and runs that trial again', async () => {
    takes('killed')
    const before = lines('r/cells.jsonl')
    const torn = `{"schema":"muster/trial@1","entrant":"mesh@gove\xff`
    appendFileSync(path('r/cells.jsonl'), Buffer.from(torn, 'latin1'))
    const { code, stderr } = await run('w.yaml', '--out', 'r', '--resume')
    expect(code).toSatisfy(hasEnded)
    expect(stderr).toContain(`line ${before.length + 1} of cells.jsonl was torn`)
    const kept = Buffer.from(readFileSync(path('r/cells.jsonl.torn-1'), 'utf8').trim(), 'hex')
    expect(kept.toString('latin1')).toBe(torn)
    const { manifest, trials } = await readRun(path('r'))
    expect(trials).toHaveLength(6)
    expect(manifest.warnings.join()).toContain('cells.jsonl.torn-1')
    expect(readFileSync(path('r/index.html'), 'utf8')).toContain('cells.jsonl.torn-1')
  })

  it('and goes on on another machine says that its costs do not pair', async () => {
    takes('killed')
    const file = path('r/run.json')
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll(/"cpuModel": ".*"/g, '"cpuModel": "Z80"'),
    )
    const { stderr } = await run('--resume', 'r')
    expect(stderr).toMatch(/made elsewhere \(cpuModel Z80 → .+\): its costs do not pair/)
    expect(readFileSync(path('r/index.html'), 'utf8')).toContain('its costs do not pair')
  })
})

describe('a run that has ended', () => {
  it('is published again to the same bytes', async () => {
    takes('whole')
    const before = folder.snapshot()
    const { code, stderr } = await run('--resume', 'r')
    expect(code).toSatisfy(hasEnded)
    expect(stderr).toBe('0 of 6 trials are left in r\n')
    expect(folder.snapshot()).toEqual(before)
  })
})

describe('resuming', () => {
  /** Edits a file of a killed run and expects to be refused with everything left as it is. */
  async function refused(args: string[], file?: string, edit?: (text: string) => string) {
    if (file !== undefined && edit !== undefined) {
      writeFileSync(path(file), edit(readFileSync(path(file), 'utf8')))
    }
    const before = folder.snapshot()
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
    expect(folder.snapshot()).toEqual(before)
    return stderr
  }

  it(
    'is refused, with the place, for whatever is not the same run',
    { timeout: SLOW_MS },
    async () => {
      takes('killed')
      // Of a process that is no more: whoever comes next takes it away.
      rmSync(path('r/run.lock'))
      const manifest = readFileSync(path('r/run.json'), 'utf8')
      const cells = readFileSync(path('r/cells.jsonl'), 'utf8')
      const resume = ['--resume', 'r']
      const again = ['w.yaml', '--out', 'r', '--resume']
      const inManifest = `${path('r/run.json')}  RUN_INVALID`
      expect(await refused([...again, '--seed', '2'])).toContain('the seed is another than the run')
      expect(await refused([...again, '--trials', '4'])).toContain(
        'the number of trials is another',
      )
      expect(await refused([...again, '--architectures', 'crewai,mesh'])).toContain(
        'the plan is another',
      )
      folder.write('w.yaml', WORKLOAD.replace('window: 10m', 'window: 11m'))
      expect(await refused(again)).toContain(`${inManifest}\n    the workload is another`)
      const change = async (from: string, to: string): Promise<string> => {
        const said = await refused(resume, 'r/run.json', (text) => text.replace(from, to))
        writeFileSync(path('r/run.json'), manifest)
        return said
      }
      expect(
        await change('"harness": {\n    "version": "', '"harness": {\n    "version": "9'),
      ).toContain('the version of muster is another')
      expect(await change('muster/run@1', 'muster/run@2')).toContain('written as muster/run@2')
      expect(await change('"led": 0.85', '"led": 0.86')).toContain('the workload is another')
      expect(await change('"minCpuS": 0.01', '"minCpuS": 0.02')).toContain('the plan is another')
      expect(
        await refused(resume, 'r/cells.jsonl', (text) =>
          text.replace('"position":1', '"position":2'),
        ),
      ).toMatch(/cells\.jsonl:2 {2}RUN_INVALID\n {4}.* is not what the plan has at position 2/)
      writeFileSync(path('r/cells.jsonl'), cells.replace('muster/trial@1', 'muster/trial@0'))
      expect(await refused(resume)).toContain(`${path('r/cells.jsonl')}:1  RUN_INVALID`)
    },
  )

  it('is refused while another process writes the run', async () => {
    folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'], trials: 500 }))
    const { child, ended, says } = startMuster(['run', 'w.yaml', '--out', 'r'], {
      cwd: folder.path,
    })
    await says('[1/500]')
    const { code, stderr } = await run('--resume', 'r')
    child.kill('SIGKILL')
    await ended
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain(`process ${child.pid} on `)
    expect(stderr).toContain('is writing this run')
  })

  it.each([
    [['--resume', 'nowhere'], 'RUN_NOT_FOUND'],
    [['--resume'], '--resume  USAGE'],
    [['smoke', '--resume'], '--resume  USAGE'],
    [['--resume', 'a', '--out', 'b'], 'are two folders'],
    [['--resume', 'a', '--seed', '2'], '--seed  USAGE'],
    [['--resume', ''], 'the value is empty'],
    [[], 'workload  USAGE'],
  ])('with %j is a located error', async (args, message) => {
    expect(await refused(args)).toContain(message)
  })
})
