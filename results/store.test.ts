import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exampleRun } from './testing/example-run.ts'
import { readRun } from './read-run.ts'
import { type TrialRecord } from './record.ts'
import {
  appendTrial,
  createRunFolder,
  MANIFEST_FILE,
  removeUnusedRunFolder,
  TRIALS_FILE,
  writeManifest,
} from './store.ts'

const { manifest, trials } = exampleRun()
const failedTrial = trials.find((t) => t.kind === 'failed') as TrialRecord
const completedTrial = trials.find((t) => t.kind === 'completed' && t.containment) as TrialRecord

let parent: string
let dir: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'muster-store-'))
  dir = join(parent, 'run')
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(parent, { recursive: true, force: true })
})

async function writeRun(stored: readonly TrialRecord[]): Promise<void> {
  await createRunFolder(dir)
  await writeManifest(dir, { ...manifest, planned: stored.length })
  for (const trial of stored) await appendTrial(dir, trial)
}

/** Writes a run whose trial lines are given as they stand. */
async function writeLines(text: string): Promise<void> {
  await createRunFolder(dir)
  await writeManifest(dir, { ...manifest, planned: 0 })
  await writeFile(join(dir, TRIALS_FILE), text)
}

describe('a run folder', () => {
  test('is made with its parents and read back as it was written', async () => {
    dir = join(parent, 'a', 'b')
    await writeRun([completedTrial, failedTrial])
    expect(await readRun(dir)).toEqual({
      manifest: { ...manifest, planned: 2 },
      trials: [completedTrial, failedTrial],
      warnings: [],
    })
  })

  test('is refused if it holds a run, and left as it was', async () => {
    await writeRun([completedTrial])
    const before = await readFile(join(dir, TRIALS_FILE), 'utf8')
    await expect(createRunFolder(dir)).rejects.toMatchObject({
      code: 'RUN_EXISTS',
      hint: expect.stringContaining('--out'),
    })
    expect(await readFile(join(dir, TRIALS_FILE), 'utf8')).toBe(before)
    expect((await readdir(dir)).sort()).toEqual([TRIALS_FILE, MANIFEST_FILE])
  })

  test('is refused if it holds only a file that a run would overwrite', async () => {
    await mkdir(dir)
    await writeFile(join(dir, 'index.html'), 'mine')
    await expect(createRunFolder(dir)).rejects.toMatchObject({ code: 'RUN_EXISTS' })
    expect(await readdir(dir)).toEqual(['index.html'])
  })

  test('may hold files of others', async () => {
    await mkdir(dir)
    await writeFile(join(dir, 'notes.txt'), 'mine')
    await createRunFolder(dir)
    expect((await readdir(dir)).sort()).toEqual([TRIALS_FILE, 'notes.txt'])
  })

  test('of two that are made at once only one is', async () => {
    const made = await Promise.allSettled([createRunFolder(dir), createRunFolder(dir)])
    expect(made.map((m) => m.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('cannot be made where a file stands', async () => {
    await writeFile(dir, 'mine')
    await expect(createRunFolder(join(dir, 'run'))).rejects.toMatchObject({
      code: 'OUT_NOT_WRITABLE',
      where: join(dir, 'run'),
    })
    await expect(createRunFolder(dir)).rejects.toMatchObject({ code: 'OUT_NOT_WRITABLE' })
    expect(await readFile(dir, 'utf8')).toBe('mine')
  })

  test.skipIf(process.getuid?.() === 0)('cannot be made where nothing may be written', async () => {
    await chmod(parent, 0o500)
    await expect(createRunFolder(dir)).rejects.toMatchObject({ code: 'OUT_NOT_WRITABLE' })
    await chmod(parent, 0o700)
    expect(await readdir(parent)).toEqual([])
  })

  test('that was not used is taken back, one with trials is not', async () => {
    await createRunFolder(dir)
    await removeUnusedRunFolder(dir)
    expect(existsSync(dir)).toBe(false)
    await writeRun([failedTrial])
    await removeUnusedRunFolder(dir)
    expect((await readRun(dir)).trials).toHaveLength(1)
  })
})

describe('the manifest', () => {
  test('is replaced as a whole and leaves no other file', async () => {
    await writeRun([])
    await writeManifest(dir, { ...manifest, planned: 0, state: 'partial' })
    expect((await readRun(dir)).manifest.state).toBe('partial')
    expect((await readdir(dir)).sort()).toEqual([TRIALS_FILE, MANIFEST_FILE])
  })

  test('stays as it was when writing the new one fails', async () => {
    await writeRun([])
    await failWrites('ENOSPC', 10)
    await expect(writeManifest(dir, { ...manifest, state: 'partial' })).rejects.toMatchObject({
      code: 'OUT_NOT_WRITABLE',
    })
    vi.restoreAllMocks()
    expect((await readRun(dir)).manifest.state).toBe('completed')
    expect((await readdir(dir)).sort()).toEqual([TRIALS_FILE, MANIFEST_FILE])
  })
})

describe('trials', () => {
  test('written before the disk was full stay readable, and more can follow', async () => {
    await writeRun([completedTrial])
    await failWrites('ENOSPC', 25)
    await expect(appendTrial(dir, failedTrial)).rejects.toMatchObject({
      code: 'OUT_NOT_WRITABLE',
      message: expect.stringContaining('no space is left'),
    })
    vi.restoreAllMocks()
    expect((await readRun(dir)).trials).toEqual([completedTrial])
    expect((await readRun(dir)).warnings).toEqual([])
    await appendTrial(dir, failedTrial)
    expect((await readRun(dir)).trials).toEqual([completedTrial, failedTrial])
  })

  test.skipIf(!existsSync('/dev/full'))('on a device that is full give that error', async () => {
    await mkdir(dir)
    await symlink('/dev/full', join(dir, TRIALS_FILE))
    await expect(appendTrial(dir, failedTrial)).rejects.toMatchObject({
      code: 'OUT_NOT_WRITABLE',
      message: expect.stringContaining('no space is left'),
    })
  })

  test('torn at the end are left out with a warning, and cut off by the next one', async () => {
    await writeRun([completedTrial])
    const path = join(dir, TRIALS_FILE)
    const whole = await readFile(path, 'utf8')
    await writeFile(path, whole + JSON.stringify(failedTrial).slice(0, 100))
    const torn = await readRun(dir)
    expect(torn.trials).toEqual([completedTrial])
    expect(torn.warnings).toEqual([
      expect.stringContaining(`${TRIALS_FILE}:2: the last line is torn`),
    ])
    await appendTrial(dir, failedTrial)
    expect(await readRun(dir)).toMatchObject({
      trials: [completedTrial, failedTrial],
      warnings: [],
    })
  })

  test('torn at every possible place never lose an earlier trial', async () => {
    await writeLines('')
    const path = join(dir, TRIALS_FILE)
    const first = `${JSON.stringify(failedTrial)}\n`
    const second = JSON.stringify({ ...failedTrial, trial: 9 })
    for (let length = 1; length < second.length; length += 7) {
      await writeFile(path, first + second.slice(0, length))
      expect((await readRun(dir)).trials).toEqual([failedTrial])
    }
  })

  test('whose last line feed was lost are read and appended to', async () => {
    await writeLines(JSON.stringify(completedTrial))
    expect((await readRun(dir)).trials).toEqual([completedTrial])
    await appendTrial(dir, failedTrial)
    expect((await readRun(dir)).trials).toEqual([completedTrial, failedTrial])
  })

  test('damaged in the middle are an error with file and line', async () => {
    await writeLines(`${JSON.stringify(failedTrial)}\n{"kind": \n${JSON.stringify(failedTrial)}\n`)
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      where: `${join(dir, TRIALS_FILE)}:2`,
    })
  })

  test.each([
    [
      'a missing field',
      (t: object) => ({ ...t, cost: { cpuS: 1 } }),
      /cost\.wallS should be a number/,
    ],
    [
      'a wrong type',
      (t: object) => ({ ...t, agents: '78' }),
      /agents should be a whole number.*"78"/,
    ],
    [
      'an unknown kind',
      (t: object) => ({ ...t, kind: 'done' }),
      /kind should be completed or failed/,
    ],
    [
      'another version',
      (t: object) => ({ ...t, schema: 'muster/trial@2' }),
      /written as muster\/trial@2/,
    ],
    ['another workload', (t: object) => ({ ...t, workloadDigest: 'x' }), /another workload/],
    [
      'a damaged histogram',
      (t: object) => ({
        ...t,
        latency: { ...(t as { latency: object }).latency, histogram: 'mh1.AA' },
      }),
      /histogram is damaged/,
    ],
  ])('with %s are an error with file and line', async (_, change, message) => {
    await writeLines(`${JSON.stringify(failedTrial)}\n${JSON.stringify(change(completedTrial))}\n`)
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      message: expect.stringMatching(message),
      where: `${join(dir, TRIALS_FILE)}:2`,
    })
  })

  test('stored twice are refused: nobody knows which one is true', async () => {
    await writeRun([failedTrial, { ...failedTrial, reason: 'again' } as TrialRecord])
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      message: 'a trial is stored twice',
      where: expect.stringMatching(/cells\.jsonl:2$/),
    })
  })

  test('with a figure that is not a number are not stored', async () => {
    await writeRun([])
    const broken = structuredClone(completedTrial) as { cost: { cpuS: number } }
    broken.cost.cpuS = NaN
    await expect(appendTrial(dir, broken as unknown as TrialRecord)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('cost.cpuS'),
    })
    expect(await readFile(join(dir, TRIALS_FILE), 'utf8')).toBe('')
  })
})

describe('reading', () => {
  test('where there is no run is an error with a hint', async () => {
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
      where: dir,
      hint: expect.stringContaining('--out'),
    })
  })

  test('a manifest that is not JSON names the line', async () => {
    await writeRun([])
    await writeFile(join(dir, MANIFEST_FILE), '{\n  "schema": "muster/run@1",\n  oops\n}\n')
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      where: `${join(dir, MANIFEST_FILE)}:3`,
    })
  })

  test('a manifest of another version says which', async () => {
    await writeRun([])
    await writeFile(
      join(dir, MANIFEST_FILE),
      JSON.stringify({ ...manifest, schema: 'muster/run@7' }),
    )
    await expect(readRun(dir)).rejects.toMatchObject({
      message: 'written as muster/run@7, but this version of muster reads muster/run@1',
    })
  })

  test('a manifest that lacks a field names it', async () => {
    await writeRun([])
    const { environment, ...rest } = manifest
    await writeFile(join(dir, MANIFEST_FILE), JSON.stringify(rest))
    await expect(readRun(dir)).rejects.toMatchObject({
      message: 'environment should be an object, but is missing',
    })
    expect(environment.cpus).toBe(2)
  })

  test('an unfinished run warns of it and of what is missing', async () => {
    await createRunFolder(dir)
    await writeManifest(dir, { ...manifest, state: 'running', planned: 3 })
    await appendTrial(dir, failedTrial)
    expect((await readRun(dir)).warnings).toEqual([
      '2 of 3 planned trials are missing',
      expect.stringContaining('has not ended'),
    ])
  })
})

/** From now on every file write puts down `written` characters and then fails with `code`. */
async function failWrites(code: string, written: number): Promise<void> {
  const probe = await open(join(parent, 'probe'), 'w')
  const prototype = Object.getPrototypeOf(probe) as typeof probe
  await probe.close()
  vi.spyOn(prototype, 'writeFile').mockImplementation(async function (this: typeof probe, text) {
    await this.write(String(text).slice(0, written))
    throw Object.assign(new Error('no space left on device'), { code })
  })
}
