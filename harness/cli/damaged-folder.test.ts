/** What the commands that read a run folder say to one that strangers have had their hands on. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { writeDigests } from '../../results/digests.ts'
import type { RunManifest } from '../../results/record.ts'
import { MusterError } from '../kernel/errors.ts'
import { readSide } from './compare/read-side.ts'
import { readFlags } from './flags.ts'
import { openResumption, prepareFromFolder } from './run/resume.ts'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'
import { placeOf, verifyRun } from './verify/verify-run.ts'

const SLOW_MS = 180_000
const folder = makeTestFolder()
const whole = join(folder.path, 'whole')
const dir = join(folder.path, 'damaged')
const path = (file: string): string => join(dir, file)

beforeAll(async () => {
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'], trials: 2 }))
  await muster(['run', 'w.yaml', '--out', 'whole'], { cwd: folder.path })
}, SLOW_MS)
afterAll(() => folder.remove())
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** `file:line CODE message`, where the folder is refused; what does not hold, where it is read. */
async function answers(): Promise<{ compare: string; verify: string; resume: string }> {
  const located = async (act: () => Promise<string>): Promise<string> => {
    try {
      return await act()
    } catch (error) {
      // Anything else would end with exit code 1 and ask for a stack trace.
      if (!(error instanceof MusterError)) throw error
      expect(error.where, error.message).toBeDefined()
      expect(error.hint, error.message).toBeDefined()
      return `${error.where?.replace(`${dir}/`, '')} ${error.code} ${error.message}`
    }
  }
  return {
    compare: await located(async () => (await readSide(dir)).from),
    verify: await located(async () => {
      const files = { files: true, sample: 0, seed: 1, head: undefined, told: () => {} }
      const { findings } = await verifyRun(dir, files)
      return findings.map((one) => `${placeOf(one)} ${one.what}`).join('\n')
    }),
    resume: await located(async () => {
      const prepared = await prepareFromFolder(dir, readFlags({}))
      const resumption = await openResumption(dir, prepared)
      await resumption?.lock.release()
      return 'resumed'
    }),
  }
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(path(file), 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(path(file), after)
}

/** As by somebody who takes out what would give the change away. */
function withoutSeals(change: (manifest: RunManifest) => object = (manifest) => manifest): void {
  rmSync(path('digests.json'), { force: true })
  edit('run.json', (text) => {
    const { chainHead: _head, ...manifest } = JSON.parse(text) as RunManifest
    return JSON.stringify(change(manifest))
  })
}

function cells(change: (lines: string[]) => readonly string[]): void {
  edit('cells.jsonl', (text) => `${change(text.split('\n').slice(0, -1)).join('\n')}\n`)
}

const inFirst =
  (find: RegExp, text: string) =>
  (lines: string[]): string[] =>
    lines.map((line, i) => (i === 0 ? line.replace(find, text) : line))

/** As a run of another workload would have it. */
function inOther(text: string): string {
  return text.replaceAll(/("(?:workloadDigest|digest)": ?")[0-9a-f]{64}"/g, `$1${'e'.repeat(64)}"`)
}

/** A fault, how it is made, and what all three commands say. */
const REFUSED: readonly (readonly [string, () => void, RegExp])[] = [
  [
    'a run of another schema version',
    () => edit('run.json', (text) => text.replace('muster/run@1', 'muster/run@2')),
    /^run\.json RUN_INVALID written as muster\/run@2, but this version of muster reads muster\/run@1$/,
  ],
  [
    'a trial of another schema version',
    () => cells(inFirst(/muster\/trial@1/, 'muster/trial@2')),
    /^cells\.jsonl:1 RUN_INVALID written as muster\/trial@2/,
  ],
  [
    'a trial that is stored twice',
    () => cells((lines) => [...lines, ...lines.slice(0, 1)]),
    /^cells\.jsonl:3 RUN_INVALID a trial is stored twice$/,
  ],
  [
    'a trial in the place of another, without seals',
    () => {
      cells((lines) => [lines[0] as string, lines[0] as string])
      withoutSeals()
    },
    /^cells\.jsonl:2 RUN_INVALID a trial is stored twice$/,
  ],
  [
    'a figure beyond all numbers',
    () => {
      cells(inFirst(/"tasksPerCpuS":[\d.]+/, '"tasksPerCpuS":1e999'))
      withoutSeals()
    },
    /^cells\.jsonl:1 RUN_INVALID cost\.tasksPerCpuS should be .* beyond all numbers$/,
  ],
  [
    'a figure that is no number',
    () => cells(inFirst(/"tasksPerCpuS":[\d.]+/, '"tasksPerCpuS":NaN')),
    /^cells\.jsonl:1 RUN_INVALID not valid JSON/,
  ],
  [
    'a cost below nothing',
    () => {
      cells(inFirst(/"cpuS":/, '"cpuS":-'))
      withoutSeals()
    },
    /^cells\.jsonl:1 RUN_INVALID cost\.cpuS should be a number of at least 0/,
  ],
  [
    'a share above the whole',
    () => {
      cells(inFirst(/"censoredShare":[\d.]+/, '"censoredShare":7'))
      withoutSeals()
    },
    /^cells\.jsonl:1 RUN_INVALID latency\.censoredShare should be a number from 0 to 1/,
  ],
  [
    'a number of the manifest beyond all numbers',
    () => edit('run.json', (text) => text.replace(/"memoryGiB": [\d.]+/, '"memoryGiB": 1e999')),
    /^run\.json RUN_INVALID environment\.memoryGiB should be a number/,
  ],
  [
    'the manifest of another run',
    () => edit('run.json', inOther),
    /^cells\.jsonl:1 RUN_INVALID a trial belongs to another workload than the run$/,
  ],
  [
    'the trials of another run',
    () => edit('cells.jsonl', inOther),
    /^cells\.jsonl:1 RUN_INVALID a trial belongs to another workload than the run$/,
  ],
  [
    'a workload that is not the one of its digest',
    () =>
      withoutSeals((manifest) => ({
        ...manifest,
        workload: { ...manifest.workload, resolved: {} },
      })),
    /^run\.json RUN_INVALID the workload is /,
  ],
  [
    'a line of sixty million letters',
    () => cells((lines) => [...lines, `{"x":"${'a'.repeat(60_000_000)}"}`]),
    /^cells\.jsonl:3 RUN_INVALID the field "schema" should say muster\/trial@1$/,
  ],
  [
    'two hundred thousand brackets',
    () => cells((lines) => [...lines, '['.repeat(200_000) + ']'.repeat(200_000)]),
    /^cells\.jsonl:3 RUN_INVALID /,
  ],
  [
    'bytes that are no text',
    () => writeFileSync(path('cells.jsonl'), Buffer.from([0, 255, 10, 128, 10])),
    /^cells\.jsonl:1 RUN_INVALID not valid JSON/,
  ],
  ['an empty manifest', () => writeFileSync(path('run.json'), ''), /^run\.json:1 RUN_INVALID /],
  ['a manifest that is nothing', () => writeFileSync(path('run.json'), 'null'), /^run\.json RUN_/],
  [
    'a folder in the place of the trials',
    () => {
      rmSync(path('cells.jsonl'))
      mkdirSync(path('cells.jsonl'))
    },
    /^cells\.jsonl RUN_INVALID the file cannot be read/,
  ],
  [
    'a pipe in the place of the trials, which nobody writes into',
    () => {
      rmSync(path('cells.jsonl'))
      execFileSync('mkfifo', [path('cells.jsonl')])
    },
    /^cells\.jsonl RUN_INVALID the file cannot be read \(it is no regular file\)$/,
  ],
]

describe('a folder with', () => {
  it.each(REFUSED)('%s is refused by all at its place', async (_fault, make, said) => {
    cpSync(whole, dir, { recursive: true })
    make()
    const { compare, verify, resume } = await answers()
    expect(compare).toMatch(said)
    expect(verify).toMatch(said)
    expect(resume).toMatch(said)
  })

  it('a digest of digests in the place of which there is a pipe does not keep us waiting', async () => {
    cpSync(whole, dir, { recursive: true })
    rmSync(path('digests.json'))
    execFileSync('mkfifo', [path('digests.json')])
    expect((await answers()).verify).toMatch(/^digests\.json RUN_INVALID the file cannot be read/)
  })

  it.each([
    ['no trials', () => rmSync(path('cells.jsonl'))],
    ['an empty list of trials', () => writeFileSync(path('cells.jsonl'), '')],
    ['a trial less', () => cells((lines) => lines.slice(0, 1))],
    ['a figure that was changed', () => cells(inFirst(/"tasksPerCpuS":/, '"tasksPerCpuS":1'))],
    ['trials in another order', () => cells((lines) => lines.toReversed())],
  ] as const)('%s is not taken for the run that had ended', async (_fault, make) => {
    cpSync(whole, dir, { recursive: true })
    make()
    const { compare, verify, resume } = await answers()
    const said = 'cells.jsonl RUN_INVALID the trials are not those that the run ended with'
    expect([compare, resume]).toEqual([said, said])
    expect(verify).toContain('cells.jsonl')
  })

  it.each([
    ['entrants', { entrants: [] }, 'the list of entrants is another'],
    ['sizes', { sizes: [] }, 'the list of sizes is another'],
    ['planned trials', { planned: 0 }, 'the number of trials is another'],
    ['trials', { trials: 0 }, 'what is measured cannot be planned'],
  ])('a manifest without its %s hides no trial', async (_what, change, said) => {
    cpSync(whole, dir, { recursive: true })
    edit('run.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), ...change }))
    const { compare, verify } = await answers()
    expect(compare).toMatch(/^cells\.jsonl:1 RUN_INVALID .* is no part of the run that run\.json/)
    expect(verify).toMatch(/RUN_INVALID|run\.json:1/)
    const again = await prepareFromFolder(whole, readFlags({}))
    await expect(
      said.startsWith('what') ? prepareFromFolder(dir, readFlags({})) : openResumption(dir, again),
    ).rejects.toThrow(said)
  })

  it('more trials to plan than there can be is refused before they are planned', async () => {
    cpSync(whole, dir, { recursive: true })
    edit('run.json', (text) => text.replaceAll('"trials": 2', '"trials": 9007199254740991'))
    const { verify, resume } = await answers()
    expect([verify, resume].join()).toMatch(/^(run\.json RUN_INVALID what is measured.*(,|$)){2}/)
  })
})

it(
  'trials that are cut at any byte of their last line are refused at that line',
  async () => {
    cpSync(whole, dir, { recursive: true })
    const bytes = readFileSync(path('cells.jsonl'))
    const { length } = bytes
    const first = bytes.indexOf(0x0a) + 1
    expect(length - first).toBeGreaterThan(1_000)
    for (let end = length - 1; end >= first; end--) {
      truncateSync(path('cells.jsonl'), end)
      const said = await readSide(dir).then(
        () => 'read',
        (error: unknown) =>
          error instanceof MusterError
            ? `${error.where?.slice(dir.length + 1)} ${error.code}`
            : error,
      )
      // Cut before the line, nothing of it is left to be torn: then the head of the chain gives it away.
      const place = end === first ? 'cells.jsonl' : 'cells.jsonl:2'
      expect(said, `cut at ${end}`).toBe(`${place} RUN_INVALID`)
    }
  },
  SLOW_MS,
)

describe('verify, of a folder whose digests were made to fit,', () => {
  it.each([
    [
      'finds a table that the trials do not give',
      () => edit('summary.csv', (text) => text.replace('mesh@governed,', 'mesh@governed,1')),
      /^summary\.csv:\d+ is not what run\.json and cells\.jsonl give$/m,
    ],
    [
      'finds trials of another chain',
      () => cells(inFirst(/"tasksPerCpuS":/, '"tasksPerCpuS":1')),
      /^cells\.jsonl has another chain head than run\.json says$/m,
    ],
    [
      'finds a validity that the trials do not give',
      () =>
        edit('run.json', (text) => {
          const manifest = JSON.parse(text) as RunManifest
          const validity = { valid: true, conditions: [] }
          return `${JSON.stringify({ ...manifest, validity }, null, 2)}\n`
        }),
      /^run\.json has another validity or noise floor than its trials$/m,
    ],
  ])('%s', async (_what, make, said) => {
    cpSync(whole, dir, { recursive: true })
    make()
    await writeDigests(dir)
    expect((await answers()).verify).toMatch(said)
  })
})

it('a link to a folder is that folder, and a link to nothing is none', async () => {
  symlinkSync(whole, dir)
  expect(await answers()).toMatchObject({ compare: dir, verify: '' })
  rmSync(dir)
  symlinkSync(join(folder.path, 'nowhere'), dir)
  const { compare, verify, resume } = await answers()
  for (const said of [compare, verify, resume]) expect(said).toContain('RUN_NOT_FOUND')
})

it('an empty folder is no run', async () => {
  mkdirSync(dir)
  const { compare, verify, resume } = await answers()
  for (const said of [compare, verify, resume]) expect(said).toContain('RUN_NOT_FOUND')
})
