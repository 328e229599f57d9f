import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeDigests } from '../../../results/digests.ts'
import { RUN_FILES } from '../../../results/store.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { purpose, uniform } from '../../kernel/random.ts'
import { makeTestFolder, type TestFolder } from '../testing/folder.ts'
import { musterHere } from '../testing/muster-here.ts'
import { tinyWorkload } from '../testing/tiny-workload.ts'
import { placeOf, type VerifyOptions, verifyRun } from './verify-run.ts'

const FLIP = purpose('test.flip')
const FLIPS_PER_FILE = 3
const SLOW_MS = 180_000
const FILES_ONLY: VerifyOptions = {
  files: true,
  sample: 0,
  seed: 1,
  head: undefined,
  told: () => {},
}

let folder: TestFolder
let dir: string
const originals = new Map<string, Buffer>()
beforeAll(async () => {
  folder = makeTestFolder()
  dir = join(folder.path, 'r')
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh', 'crewai'], trials: 2 }))
  await musterHere(['run', 'w.yaml', '--out', 'r'], { cwd: folder.path })
  for (const file of RUN_FILES) originals.set(file, readFileSync(join(dir, file)))
}, SLOW_MS)
beforeEach(() => {
  for (const [file, bytes] of originals) writeFileSync(join(dir, file), bytes)
})
afterAll(() => folder.remove())

const verify = (...args: string[]) => musterHere(['verify', 'r', ...args], { cwd: folder.path })
const textOf = (file: string): string => String(originals.get(file))

/** Places where something does not hold, or the refusal of a folder that cannot be read. */
async function placesOf(options = FILES_ONLY): Promise<string[]> {
  try {
    return (await verifyRun(dir, options)).findings.map(placeOf)
  } catch (error) {
    if (!(error instanceof MusterError) || error.code !== 'RUN_INVALID') throw error
    return [`${error.where} ${error.hint}`]
  }
}

function change(file: string, from: string, to: string): void {
  const text = textOf(file)
  expect(text).toContain(from)
  writeFileSync(join(dir, file), text.replace(from, to))
}

describe('a run that nobody touched', () => {
  it('holds, every trial run again', { timeout: SLOW_MS }, async () => {
    const { code, stdout } = await verify('--json')
    expect(code).toBe(EXIT.done)
    const { isWhole, holds, findings } = JSON.parse(stdout) as Record<string, unknown>
    expect({ isWhole, findings }).toEqual({ isWhole: true, findings: [] })
    expect(holds).toContain('4 of 4 trials run again to the same digests')
  })

  it('runs a sample again if it is told to', { timeout: SLOW_MS }, async () => {
    const { stdout, stderr } = await verify('--deterministic-only', '--sample', '1')
    expect(stdout).toContain('1 of 4 trials run again')
    expect(stdout).toContain('not shown      3 trials were not run again')
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('has the head that it printed', async () => {
    const { chainHead } = JSON.parse(textOf('run.json')) as { chainHead: string }
    expect(textOf('index.html')).toContain(chainHead)
    expect(await placesOf({ ...FILES_ONLY, head: chainHead })).toEqual([])
    expect(await placesOf({ ...FILES_ONLY, head: '0'.repeat(64) })).toEqual(['cells.jsonl'])
  })
})

describe('a digit that was changed', () => {
  it.each(RUN_FILES)('in %s is found by file and line', { timeout: SLOW_MS }, async (file) => {
    const bytes = originals.get(file) as Buffer
    const digits = [...bytes.keys()].filter((i) => /\d/.test(String.fromCharCode(bytes[i] ?? 0)))
    for (let nth = 0; nth < FLIPS_PER_FILE && digits.length > 0; nth++) {
      const at = digits[Math.floor(uniform(7, FLIP, nth, RUN_FILES.indexOf(file)) * digits.length)]
      const changed = Buffer.from(bytes)
      const i = at as number
      changed[i] = 0x30 + (((bytes[i] as number) - 0x30 + 1 + (nth % 9)) % 10)
      writeFileSync(join(dir, file), changed)
      const line = bytes.subarray(0, i).filter((byte) => byte === 0x0a).length + 1
      expect((await placesOf()).join()).toContain(`${file}:${line}`)
    }
  })

  it('is found by deriving again when the digests were made to fit', async () => {
    change('summary.csv', 'mesh@governed,', 'mesh@governed,1')
    await writeDigests(dir)
    expect(await placesOf()).toEqual(['summary.csv:3'])
  })

  it('in a record is found by the chain and the tables when the digests were made to fit', async () => {
    change('cells.jsonl', '"tasksPerCpuS":', '"tasksPerCpuS":1')
    await writeDigests(dir)
    const places = await placesOf()
    expect(places).toContain('cells.jsonl')
    expect(places.some((place) => place.startsWith('summary.csv:'))).toBe(true)
  })

  it('in a digest of a trial is found by running it again', { timeout: SLOW_MS }, async () => {
    const digest = /"effectsDigest":"(\w)/.exec(textOf('cells.jsonl'))?.[1] === '0' ? '1' : '0'
    writeFileSync(
      join(dir, 'cells.jsonl'),
      textOf('cells.jsonl').replace(/"effectsDigest":"\w/, `"effectsDigest":"${digest}`),
    )
    await writeDigests(dir)
    const { code, stdout } = await verify('--deterministic-only')
    expect(code).toBe(EXIT.doesNotHold)
    expect(stdout).toContain('does not hold  cells.jsonl:1  "effectsDigest" comes out differently')
  })
})

describe('a folder that was damaged', () => {
  it('by cutting cells.jsonl in a line is refused at the line', async () => {
    truncateSync(join(dir, 'cells.jsonl'), (originals.get('cells.jsonl') as Buffer).length - 40)
    const { code, stdout, stderr } = await verify('--quick')
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
    expect(stderr).toContain('cells.jsonl:4  RUN_INVALID')
    expect(stderr).toContain('truncated')
  })

  it('by cutting cells.jsonl between lines does not hold', async () => {
    const lines = textOf('cells.jsonl').split('\n')
    writeFileSync(join(dir, 'cells.jsonl'), `${lines.slice(0, 3).join('\n')}\n`)
    expect(await placesOf()).toContain('cells.jsonl')
    await writeDigests(dir)
    expect(await placesOf()).toContain('cells.jsonl')
  })

  it('by another schema version is refused with the version', async () => {
    change('run.json', 'muster/run@1', 'muster/run@2')
    const { code, stderr } = await verify()
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain(
      'written as muster/run@2, but this version of muster reads muster/run@1',
    )
  })

  it.each(['summary.csv', 'index.html', 'digests.json'])(
    'by losing %s does not hold',
    async (file) => {
      rmSync(join(dir, file))
      expect(await placesOf()).toEqual([file])
    },
  )
})

describe('verify', () => {
  it.each([
    [['nowhere'], 'RUN_NOT_FOUND'],
    [['r', '--sample', '0'], '--sample  USAGE'],
    [['r', '--quick', '--sample', '1'], '--sample  USAGE'],
    [['r', '--quick', '--deterministic-only'], '--deterministic-only  USAGE'],
    [['r', '--head', 'abc'], '--head  USAGE'],
    [[], 'run  USAGE'],
  ])('with %j is a located error', async (args, message) => {
    const { code, stdout, stderr } = await musterHere(['verify', ...args], { cwd: folder.path })
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
    expect(stderr).toContain(message)
  })
})
