import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CheckpointFile } from '../controls/audit/checkpoint/checkpoint-file.ts'
import { createSigner, formatVerifierKey } from '../controls/audit/checkpoint/note.ts'
import { FileSink } from '../controls/audit/file-sink.ts'
import { WitnessProcess } from '../controls/audit/witness/witness-process.ts'
import { draft, guardAt, pass } from '../controls/guard-fixture.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { type EndedProcess, muster } from './testing/muster.ts'

const SIGNER = createSigner('muster/audit', 'log')

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())
const verify = (...args: string[]): Promise<EndedProcess> =>
  muster(['audit', 'verify', ...args], { cwd: folder.path })
const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8')

/** Twenty records at L3 in `name`, a checkpoint every ten, and both files beside it. */
function record(name: string, text: string, witness?: WitnessProcess): void {
  const options = witness === undefined ? { signer: SIGNER } : { signer: SIGNER, witness }
  const checkpoints = new CheckpointFile(join(folder.path, name), options)
  const auditSink = new FileSink(folder.path, name, { checkpoints })
  const guard = guardAt({ audit: 'L3' }, { auditSink, auditCheckpointUs: 100 })
  for (let i = 0; i < 20; i++) {
    guard.clock.now += 10
    pass(guard, draft({ workId: i, text }))
  }
  guard.close()
}

const EVIDENCE = ['--checkpoint', 'a.log.checkpoints', '--key', 'a.log.key']

describe('audit verify', () => {
  it('ends with 0 for a log that holds, and says what was not shown', async () => {
    record('a.log', 'hello')
    const { code, stdout, stderr } = await verify('a.log')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^holds {6}20 records of 1 cell, each following from the one before\n/)
    expect(stdout).toContain('--checkpoint and --key show that')
  })

  it('checks checkpoints with a key', async () => {
    record('a.log', 'hello')
    const { code, stdout } = await verify('a.log', ...EVIDENCE)
    expect(code).toBe(0)
    expect(stdout).toMatch(/\ncovered {4}20 records by 2 signed checkpoints\n$/)
  })

  it('prints one document with --json, whether it holds or not', async () => {
    record('a.log', 'hello')
    const whole = await verify('a.log', '--json')
    expect(whole.code).toBe(0)
    expect(JSON.parse(whole.stdout)).toMatchObject({
      schema: 'muster/audit-verify@1',
      kind: 'holds',
      records: 20,
    })
    folder.write('a.log', read('a.log').slice(0, -1))
    const cut = await verify('a.log', '--json')
    expect({ code: cut.code, stderr: cut.stderr }).toEqual({ code: 3, stderr: '' })
    expect(JSON.parse(cut.stdout)).toMatchObject({ kind: 'broken', reason: 'cut-off', record: 19 })
  })

  it('catches what a witness in another process saw and the log no longer says', async () => {
    const witness = await WitnessProcess.start(folder.path, SIGNER.verifier)
    record('a.log', 'hello', witness)
    await witness.close()
    const outside = ['--checkpoint', 'witness.checkpoints', '--key', 'witness.key']
    expect(await verify('a.log', ...outside)).toMatchObject({ code: 0, stderr: '' })
    // The log, its checkpoints and its key are all replaced by those of another history.
    record('b.log', 'innocent')
    for (const end of ['', '.checkpoints', '.key']) folder.write(`a.log${end}`, read(`b.log${end}`))
    expect(await verify('a.log', ...EVIDENCE)).toMatchObject({ code: 0 })
    const { code, stdout, stderr } = await verify('a.log', ...outside)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('a.log  AUDIT_BROKEN')
    expect(stderr).toContain('one or more of records 0 to 9 of cell 0 are not what checkpoint 1')
  })
})

const lines = (change: (lines: string[]) => string[]): string =>
  change(read('a.log').split(/(?<=\n)/)).join('')

/** What is done to the files, where the error is said to be, and what it says. */
const FORGERIES: readonly (readonly [string, () => void, string, string])[] = [
  [
    'an edited record',
    () => folder.write('a.log', read('a.log').replace('0,7,1080,1,2', '0,7,1080,3,2')),
    'a.log:8',
    'record 7 of cell 0 does not follow from the records before it',
  ],
  [
    'a deleted record',
    () =>
      folder.write(
        'a.log',
        lines((all) => all.toSpliced(7, 1)),
      ),
    'a.log:8',
    'record 7 of cell 0 does not follow from the records before it',
  ],
  [
    'a log cut at a record',
    () =>
      folder.write(
        'a.log',
        lines((all) => all.slice(0, 13)),
      ),
    'a.log',
    'records 13 to 19 of cell 0 are missing: checkpoint 2 covers more than the log holds',
  ],
  [
    'a log cut inside a record',
    () => folder.write('a.log', lines((all) => all.slice(0, 13)).slice(0, -30)),
    'a.log:13',
    'record 12 of cell 0 is cut off',
  ],
  [
    'a line that is none',
    () =>
      folder.write(
        'a.log',
        lines((all) => all.with(7, 'hello\n')),
      ),
    'a.log:8',
    'record 7 of cell 0 cannot be read',
  ],
  [
    'bytes that are no text',
    () => folder.write('a.log', '\0'.repeat(3_000_000)),
    'a.log:1',
    'record 0 cannot be read',
  ],
  [
    'an emptied log',
    () => folder.write('a.log', ''),
    'a.log',
    'records 0 to 9 of cell 0 are missing',
  ],
  [
    'a forged checkpoint',
    () => folder.write('a.log.checkpoints', read('a.log.checkpoints').replace('\n20\n', '\n19\n')),
    'a.log.checkpoints#2',
    'checkpoint 2, over records 0 to 18 of cell 0, is not signed by the key',
  ],
  [
    'a checkpoint cut off',
    () => folder.write('a.log.checkpoints', read('a.log.checkpoints').slice(0, -20)),
    'a.log.checkpoints#2',
    'checkpoint 2 is cut off, or is not a checkpoint',
  ],
  [
    'the wrong key',
    () =>
      folder.write(
        'a.log.key',
        `${formatVerifierKey(createSigner('muster/audit', 'log').verifier)}\n`,
      ),
    'a.log.checkpoints#1',
    'checkpoint 1, over records 0 to 9 of cell 0, is not signed by the key',
  ],
]

describe('what was tampered with ends with 3', () => {
  it.each(FORGERIES)('%s', async (_, tamper, where, message) => {
    record('a.log', 'hello')
    tamper()
    const { code, stdout, stderr } = await verify('a.log', ...EVIDENCE)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(`${where}  AUDIT_BROKEN`)
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^ {4}see: muster explain AUDIT_BROKEN\n$/m)
  })
})

describe('what cannot be checked ends with 2', () => {
  it.each([
    [['missing.log'], 'missing.log', 'cannot be read (ENOENT)'],
    [['.'], '.', 'cannot be read (EISDIR)'],
    [['a.log', '--key', 'a.log.key'], '--checkpoint', 'only with its key'],
    [['a.log', '--checkpoint', 'a.log.checkpoints'], '--key', 'only with its key'],
    [['a.log', '--checkpoint', '', '--key', 'a.log.key'], '--checkpoint', 'empty'],
    [['a.log', '--checkpoint', 'no', '--key', 'a.log.key'], 'no', 'cannot be read (ENOENT)'],
    [['a.log', ...EVIDENCE.slice(0, 3), 'a.log'], 'a.log:1', 'not a key that checks checkpoints'],
  ])('%j', async (args, where, message) => {
    record('a.log', 'hello')
    const { code, stdout, stderr } = await verify(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(`${where}  USAGE`)
    expect(stderr).toContain(message)
  })
})
