import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { draft, guardAt, pass, type TestGuard } from '../../guard-fixture.ts'
import { CheckpointFile, checkpointPathOf, keyPathOf } from '../checkpoint/checkpoint-file.ts'
import { formatCheckpoint, parseCheckpoint } from '../checkpoint/checkpoint.ts'
import { createSigner, isSignedBy, parseVerifierKey, signNote } from '../checkpoint/note.ts'
import { FileSink } from '../file-sink.ts'
import { leafHash } from '../merkle/hashing.ts'
import { MerkleLog } from '../merkle/merkle-log.ts'
import { verifyLog } from '../verify-log.ts'
import { formatRequest, parseAnswer, parseRequest } from './protocol.ts'
import { Witness, type WitnessAnswer, type WitnessRequest } from './witness.ts'
import { WitnessProcess } from './witness-process.ts'

const ORIGIN = 'muster/audit/seed-1/cell-0'
const LOG = createSigner('muster/audit', 'log')

function logOf(records: readonly string[]): MerkleLog {
  const log = new MerkleLog()
  for (const record of records) log.append(leafHash(record))
  return log
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `record ${i}`)
/** Ten records, then another history from record 5 on, twelve long. */
const HONEST = logOf(numbered(20))
const FORKED = logOf(numbered(12).map((record, i) => (i < 5 ? record : `not ${record}`)))

function request(log: MerkleLog, oldSize: number, size: number, signer = LOG): WitnessRequest {
  const note = signNote(formatCheckpoint({ origin: ORIGIN, size, root: log.root(size) }), signer)
  return { note, oldSize, proof: log.consistencyProof(oldSize, size) }
}

interface Bench {
  readonly witness: Witness
  readonly stored: string[]
  again(): Witness
}

function bench(): Bench {
  const signer = createSigner('muster/witness', 'witness')
  const stored: string[] = []
  const store = (note: string): void => void stored.push(note)
  const again = (): Witness =>
    new Witness({ signer, logKey: LOG.verifier, seen: stored.join(''), store })
  return { witness: again(), stored, again }
}

const refused = (reason: string): unknown => ({ kind: 'refused', reason })

describe('a witness', () => {
  test('co-signs a log that grows, and keeps what it co-signed first', () => {
    const { witness, stored } = bench()
    for (const [oldSize, size] of [
      [0, 4],
      [4, 5],
      [5, 5],
      [5, 20],
    ] as const) {
      const asked = request(HONEST, oldSize, size)
      const answer = witness.receive(asked)
      expect(answer).toMatchObject({ kind: 'cosigned', size })
      expect(stored.at(-1)).toBe(asked.note + (answer as { line: string }).line)
    }
    expect(stored).toHaveLength(4)
  })

  test('refuses a log that was rewritten since it looked, even if the log proves itself well', () => {
    const { witness, stored } = bench()
    witness.receive(request(HONEST, 0, 10))
    expect(witness.receive(request(FORKED, 10, 12))).toEqual(refused('not consistent'))
    expect(witness.receive(request(FORKED, 10, 10))).toEqual(refused('fork'))
    expect(witness.receive(request(HONEST, 10, 12))).toMatchObject({ kind: 'cosigned' })
    expect(stored).toHaveLength(2)
  })

  test('goes along with what was rewritten only after the last checkpoint: it has not seen that', () => {
    const { witness } = bench()
    witness.receive(request(HONEST, 0, 4))
    expect(witness.receive(request(FORKED, 4, 12))).toMatchObject({ kind: 'cosigned' })
  })

  test('refuses a log that shrank', () => {
    const { witness } = bench()
    witness.receive(request(HONEST, 0, 10))
    expect(witness.receive(request(HONEST, 0, 9))).toEqual(refused('the log shrank'))
  })

  test('does not let a log begin again', () => {
    const { witness } = bench()
    witness.receive(request(HONEST, 0, 10))
    expect(witness.receive(request(FORKED, 0, 12))).toEqual({ kind: 'conflict', size: 10 })
  })

  test('refuses another key, another log and what is no checkpoint', () => {
    const { witness } = bench()
    const stranger = createSigner('muster/audit', 'log')
    expect(witness.receive(request(HONEST, 0, 4, stranger))).toEqual(refused('wrong key'))
    const elsewhere = { origin: 'elsewhere/log', size: 4, root: HONEST.root(4) }
    const note = signNote(formatCheckpoint(elsewhere), LOG)
    expect(witness.receive({ note, oldSize: 0, proof: [] })).toEqual(refused('unknown log'))
    expect(witness.receive({ note: 'hello', oldSize: 0, proof: [] })).toEqual(refused('malformed'))
  })

  test('gives no signature away that it could not store, and forgets the checkpoint', () => {
    const signer = createSigner('muster/witness', 'witness')
    let full = true
    const store = (): void => {
      if (full) throw new Error('disk full')
    }
    const witness = new Witness({ signer, logKey: LOG.verifier, seen: '', store })
    expect(witness.receive(request(HONEST, 0, 4))).toEqual(refused('not stored'))
    full = false
    expect(witness.receive(request(HONEST, 0, 3))).toMatchObject({ kind: 'cosigned' })
  })

  test('remembers after it is started again', () => {
    const { witness, again } = bench()
    witness.receive(request(HONEST, 0, 4))
    witness.receive(request(HONEST, 4, 10))
    expect(again().receive(request(FORKED, 10, 12))).toEqual(refused('not consistent'))
    expect(again().receive(request(HONEST, 10, 12))).toMatchObject({ kind: 'cosigned' })
  })

  test('does not start with a file that it did not write', () => {
    const seen = signNote(formatCheckpoint({ origin: ORIGIN, size: 1, root: HONEST.root(1) }), LOG)
    const signer = createSigner('muster/witness', 'witness')
    const options = { signer, logKey: LOG.verifier, seen, store: () => {} }
    expect(() => new Witness(options)).toThrow(/checkpoint 1 .* not one that it signed/)
  })
})

/** One of its hashes is not base64. */
const UNREADABLE = '{"note":"a","oldSize":1,"proof":["%"]}'

test.each([
  '',
  'null',
  '[]',
  '{}',
  '{"note":"a","oldSize":"1","proof":[]}',
  '{"note":1}',
  '{',
  UNREADABLE,
])('%j is not a request', (line) => expect(parseRequest(line)).toBeUndefined())

test('a request comes over the pipe as it was sent', () => {
  const sent = request(HONEST, 5, 17)
  expect(parseRequest(formatRequest(sent).trimEnd())).toEqual(sent)
  expect(parseAnswer('{"kind":"cosigned","size":1,"line":""}')).toMatchObject({ size: 1 })
  expect(parseAnswer('{"kind":"other"}')).toBeUndefined()
})

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-witness-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

async function started(folder: string): Promise<WitnessProcess> {
  const witness = await WitnessProcess.start(folder, LOG.verifier)
  onTestFinished(() => witness.close())
  return witness
}

/** A guard at L3 whose sink keeps its log in `folder` and shows checkpoints to the witness. */
function watched(folder: string, witness: WitnessProcess): { guard: TestGuard; log: string } {
  const log = join(folder, 'x.log')
  const checkpoints = new CheckpointFile(log, { signer: LOG, witness })
  const auditSink = new FileSink(folder, 'x.log', { checkpoints })
  const guard = guardAt({ audit: 'L3' }, { seed: 1, auditSink, auditCheckpointUs: 100 })
  return { guard, log }
}

function run(guard: TestGuard, messages: number): string[] {
  return Array.from({ length: messages }, (_, workId) => {
    guard.clock.now += 10
    return pass(guard, draft({ workId }))
  })
}

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split(/(?<=\n)/)

describe('a witness in a process of its own', () => {
  test('has another process id and co-signs what a guard records', async () => {
    const [folder, own] = [temporaryFolder(), temporaryFolder()]
    const witness = await started(own)
    expect(witness.pid).not.toBe(process.pid)
    const { guard, log } = watched(folder, witness)
    run(guard, 100)
    guard.close()
    await witness.close()
    expect(witness.objection).toBeUndefined()
    expect(witness.cosigned).toBe(10)
    const notes = readFileSync(join(own, 'witness.checkpoints'), 'utf8')
    const line = readFileSync(join(own, 'witness.key'), 'utf8').trimEnd()
    const key = parseVerifierKey(line) as NonNullable<ReturnType<typeof parseVerifierKey>>
    expect(key.type).toBe('witness')
    const lines = linesOf(log)
    const both = { notes, keys: [key, LOG.verifier] }
    expect(verifyLog(lines, both)).toMatchObject({ kind: 'holds', covered: 100, checkpoints: 10 })
    // The attacker rewrites the log and all that lies beside it, with the log's own key.
    const forged = temporaryFolder()
    const sink = new FileSink(forged, 'x.log', {
      checkpoints: new CheckpointFile(join(forged, 'x.log'), { signer: LOG }),
    })
    const other = guardAt({ audit: 'L3' }, { seed: 1, auditSink: sink, auditCheckpointUs: 100 })
    for (let i = 0; i < 100; i++) {
      other.clock.now += 10
      pass(other, draft({ workId: i, text: 'innocent' }))
    }
    other.close()
    const rewritten = linesOf(join(forged, 'x.log'))
    const beside = {
      notes: readFileSync(checkpointPathOf(join(forged, 'x.log')), 'utf8'),
      keys: [LOG.verifier],
    }
    expect(verifyLog(rewritten, beside)).toMatchObject({ kind: 'holds', covered: 100 })
    expect(verifyLog(rewritten, both)).toMatchObject({
      reason: 'differs',
      record: 0,
      checkpoint: 1,
    })
    expect(verifyLog(lines.slice(0, 50), both)).toMatchObject({ reason: 'missing', record: 50 })
  })

  test('stops a guard whose log it was shown another history of', async () => {
    const [folder, own] = [temporaryFolder(), temporaryFolder()]
    const witness = await started(own)
    const first = request(HONEST, 0, 10)
    expect(await witness.ask(first)).toMatchObject({ kind: 'cosigned' })
    const { guard } = watched(folder, witness)
    run(guard, 15)
    // One answer after another: when this one is here, so are those to the guard's checkpoints.
    const answer: WitnessAnswer = await witness.ask(request(HONEST, 10, 11))
    expect(answer).toMatchObject({ kind: 'cosigned' })
    expect(witness.objection).toEqual(refused('fork'))
    expect(run(guard, 20).slice(-9)).toEqual(Array(9).fill('audit'))
  })

  test('stops a guard when it is gone', async () => {
    const witness = await started(temporaryFolder())
    const { guard } = watched(temporaryFolder(), witness)
    expect(run(guard, 5)).toEqual(Array(5).fill('admitted'))
    process.kill(witness.pid, 'SIGKILL')
    await witness.close()
    expect(run(guard, 20).slice(-9)).toEqual(Array(9).fill('audit'))
    expect(await witness.ask(request(HONEST, 0, 1))).toEqual(refused('the witness is gone'))
  })

  test('keeps its key and its memory when it is killed and started again', async () => {
    const own = temporaryFolder()
    const before = await started(own)
    expect(await before.ask(request(HONEST, 0, 10))).toMatchObject({ kind: 'cosigned' })
    process.kill(before.pid, 'SIGKILL')
    await before.close()
    // What the kill could have cut off had not been given away.
    const path = join(own, 'witness.checkpoints')
    const whole = readFileSync(path, 'utf8')
    writeFileSync(path, whole + whole.slice(0, 120))
    const after = await started(own)
    expect(await after.ask(request(FORKED, 10, 12))).toEqual(refused('not consistent'))
    const answer = await after.ask(request(HONEST, 10, 12))
    const key = parseVerifierKey(readFileSync(join(own, 'witness.key'), 'utf8').trimEnd())
    const note = request(HONEST, 10, 12).note + (answer as { line: string }).line
    const checkpoint = parseCheckpoint(note)
    expect(checkpoint && key && isSignedBy(checkpoint.note, key)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe(whole + note)
  })

  test('that cannot start says why', async () => {
    const own = temporaryFolder()
    writeFileSync(join(own, 'witness.pem'), '')
    const start = WitnessProcess.start(own, LOG.verifier)
    await expect(start).rejects.toThrow(/^the witness did not start: Error: /)
  })
})

test('the key beside a log checks the checkpoints beside it', () => {
  const folder = temporaryFolder()
  const log = join(folder, 'x.log')
  const sink = new FileSink(folder, 'x.log', { checkpoints: new CheckpointFile(log) })
  const guard = guardAt({ audit: 'L3' }, { auditSink: sink })
  pass(guard, draft())
  guard.close()
  const key = parseVerifierKey(readFileSync(keyPathOf(log), 'utf8').trimEnd())
  const notes = readFileSync(checkpointPathOf(log), 'utf8')
  expect(key && verifyLog(linesOf(log), { notes, keys: [key] })).toMatchObject({ covered: 1 })
})
