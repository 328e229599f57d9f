import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { rewritten } from '../../incidents/attacks/tampering.ts'
import { draft, guardAt, pass } from '../guard-fixture.ts'
import { createSigner, signNote } from './checkpoint/note.ts'
import { formatCheckpoint } from './checkpoint/checkpoint.ts'
import { verifyAuditLog } from './hash-chain.ts'
import { leafHash } from './merkle/hashing.ts'
import { MerkleLog } from './merkle/merkle-log.ts'
import { provesConsistency, provesInclusion } from './merkle/proof.ts'
import { OutsideSink, trail } from './testing/trail.ts'
import { verifyLog, type LogVerdict, type OutsideEvidence } from './verify-log.ts'

const verify = (lines: readonly string[], evidence?: OutsideEvidence): LogVerdict =>
  verifyLog(
    lines.map((line) => `${line}\n`),
    evidence,
  )

describe('L3', () => {
  test('keeps the same records as L2, and closes with the Merkle root over them', () => {
    const { sink, root } = trail()
    expect(sink.lines).toEqual(trail({ audit: 'L2' }).sink.lines)
    const log = new MerkleLog()
    for (const line of sink.lines) log.append(leafHash(line))
    expect(root).toBe(log.root().toString('hex'))
  })

  test('puts the root into the proof digest, the same for the same seed', () => {
    const proofOf = (text: string): string => {
      const guard = guardAt({ audit: 'L3' })
      pass(guard, draft({ text }))
      return guard.close().proof
    }
    expect(proofOf('a')).toBe(proofOf('a'))
    expect(proofOf('a')).not.toBe(proofOf('b'))
  })

  test('takes a checkpoint an interval after the first record that none covers, and at the end', () => {
    const { sink } = trail()
    expect(sink.heads.map(({ size }) => size)).toEqual([10, 20, 30])
    expect(sink.heads[0]?.origin).toBe('muster/audit/seed-42/cell-0')
  })

  test('takes no checkpoint when nothing has happened since the last', () => {
    const sink = new OutsideSink()
    const guard = guardAt({ audit: 'L3' }, { auditSink: sink, auditCheckpointUs: 10 })
    pass(guard, draft())
    guard.clock.now += 1_000_000
    pass(guard, draft())
    guard.close()
    guard.close()
    expect(sink.heads.map(({ size }) => size)).toEqual([1, 2])
  })

  test('refuses messages while a checkpoint that is due is not taken', () => {
    const sink = new OutsideSink()
    const guard = guardAt({ audit: 'L3' }, { auditSink: sink, auditCheckpointUs: 10 })
    expect(pass(guard, draft())).toBe('admitted')
    sink.refusesCheckpoints = true
    expect(pass(guard, draft())).toBe('admitted')
    guard.clock.now += 10
    expect(pass(guard, draft())).toBe('audit')
    expect(pass(guard, draft())).toBe('audit')
    sink.refusesCheckpoints = false
    expect(pass(guard, draft())).toBe('admitted')
    expect(sink.lines).toHaveLength(3)
    expect(verifyAuditLog(sink.lines)).toBe(-1)
  })

  test('does not begin with a sink that takes no checkpoints', () => {
    const sink = { append: () => true, close: () => {} }
    expect(() => guardAt({ audit: 'L3' }, { auditSink: sink })).toThrow(/takes checkpoints/)
    expect(() => guardAt({ audit: 'L2' }, { auditSink: sink })).not.toThrow()
  })

  test('proves at each checkpoint that the log goes on from every one before', () => {
    const { heads } = trail().sink
    for (const [i, old] of heads.entries()) {
      for (const head of heads.slice(i)) {
        const proof = head.provesFrom(old.size)
        expect(provesConsistency(old.size, head.size, old.root, head.root, proof)).toBe(true)
      }
    }
  })

  test('lets one record be shown to be in the log without the others', () => {
    const { sink } = trail()
    const log = new MerkleLog()
    for (const line of sink.lines) log.append(leafHash(line))
    const [, head] = sink.heads
    const size = head?.size as number
    const proof = log.inclusionProof(13, size)
    const root = head?.root as Buffer
    const shown = (line: string): boolean => provesInclusion(13, size, leafHash(line), proof, root)
    expect(shown(sink.lines[13] as string)).toBe(true)
    expect(shown(sink.lines[14] as string)).toBe(false)
  })
})

describe('an attack on the file', () => {
  test('none: it holds, with and without a checkpoint', () => {
    const { sink } = trail()
    expect(verify(sink.lines)).toEqual({
      kind: 'holds',
      cells: 1,
      records: 30,
      covered: 0,
      checkpoints: 0,
    })
    expect(verify(sink.lines, sink)).toMatchObject({ records: 30, covered: 30, checkpoints: 3 })
  })

  test.each([0, 7, 28])('editing record %i shows there at L2 already', (index) => {
    const { lines } = trail({ audit: 'L2' }).sink
    lines[index] = (lines[index] as string).replace(',1,2,request,', ',3,2,request,')
    expect(verify(lines)).toEqual({
      kind: 'broken',
      reason: 'chain',
      cell: 0,
      record: index,
      line: index + 1,
    })
  })

  test.each([0, 7, 28])('deleting record %i shows there at L2 already', (index) => {
    const { lines } = trail({ audit: 'L2' }).sink
    lines.splice(index, 1)
    expect(verify(lines)).toMatchObject({ reason: 'chain', record: index })
  })

  test.each([0, 7, 28])('swapping records %i and the next shows there at L2 already', (index) => {
    const { lines } = trail({ audit: 'L2' }).sink
    lines.splice(index, 2, lines[index + 1] as string, lines[index] as string)
    expect(verify(lines)).toMatchObject({ reason: 'chain', record: index })
  })

  test('cutting off the newest records does NOT show at L2 and shows at L3', () => {
    expect(verify(trail({ audit: 'L2' }).sink.lines.slice(0, 17))).toMatchObject({ kind: 'holds' })
    const { sink } = trail()
    expect(verify(sink.lines.slice(0, 17))).toMatchObject({ kind: 'holds' })
    expect(verify(sink.lines.slice(0, 17), sink)).toEqual({
      kind: 'broken',
      reason: 'missing',
      cell: 0,
      record: 17,
      upTo: 19,
      checkpoint: 2,
    })
  })

  test('emptying the file shows, and with a checkpoint it shows what is gone', () => {
    expect(verify([])).toEqual({ kind: 'broken', reason: 'empty' })
    expect(verify([], trail().sink)).toMatchObject({ reason: 'missing', record: 0, upTo: 9 })
  })

  test('rewriting the whole chain does NOT show at L2 and shows at L3', () => {
    const below = rewritten(trail({ audit: 'L2' }).sink.lines)
    expect(verify(below)).toMatchObject({ kind: 'holds' })
    const { sink } = trail()
    expect(verify(rewritten(sink.lines), sink)).toEqual({
      kind: 'broken',
      reason: 'differs',
      cell: 0,
      record: 0,
      upTo: 9,
      checkpoint: 1,
    })
  })

  test('rewriting from a record on is placed after the last checkpoint that it left alone', () => {
    const { sink } = trail()
    const other = trail({ audit: 'L3' }, {}, 'other').sink.lines
    // The same first 13 records, and then another history whose chain follows from them.
    let head = (sink.lines[12] as string).slice(-64)
    const forged = other.slice(13).map((line) => {
      const body = line.slice(0, line.lastIndexOf(','))
      head = hash('sha256', `${head},${body}`, 'hex')
      return `${body},${head}`
    })
    const lines = [...sink.lines.slice(0, 13), ...forged]
    expect(verify(lines)).toMatchObject({ kind: 'holds' })
    expect(verify(lines, sink)).toMatchObject({ reason: 'differs', record: 10, upTo: 19 })
  })

  test('what follows the last checkpoint is protected by the chain alone, and counted', () => {
    const { sink } = trail()
    const early = { notes: noteOf(sink, 1), keys: sink.keys }
    expect(verify(sink.lines.slice(0, 25), early)).toMatchObject({ records: 25, covered: 20 })
    expect(verify(sink.lines.slice(0, 22), early)).toMatchObject({ kind: 'holds' })
  })

  test('a fork shows by two checkpoints alone', () => {
    const { sink } = trail()
    const other = trail({ audit: 'L3' }, {}, 'other').sink
    const [mine, theirs] = [sink.heads[1], other.heads[1]] as const
    const forked = signNote(formatCheckpoint(theirs as (typeof other.heads)[0]), sink.signer)
    expect(verify(sink.lines, { notes: sink.notes + forked, keys: sink.keys })).toEqual({
      kind: 'broken',
      reason: 'fork',
      checkpoint: 4,
      cell: 0,
      record: 0,
      upTo: 19,
    })
    const later = other.heads[2] as (typeof other.heads)[0]
    const proof = later.provesFrom(20)
    const root = mine?.root as Buffer
    expect(provesConsistency(20, 30, root, later.root, proof)).toBe(false)
    expect(provesConsistency(20, 30, theirs?.root as Buffer, later.root, proof)).toBe(true)
  })

  test('a checkpoint that another key signed is refused, though all else agrees', () => {
    const { sink } = trail()
    const keys = [createSigner('muster/audit', 'log').verifier]
    expect(verify(sink.lines, { notes: sink.notes, keys })).toMatchObject({
      reason: 'signature',
      checkpoint: 1,
    })
    expect(verify(sink.lines, { notes: sink.notes, keys: [...sink.keys, ...keys] })).toMatchObject({
      reason: 'signature',
    })
  })

  test('a checkpoint that nobody is asked to have signed shows nothing', () => {
    const { sink } = trail()
    expect(verify(sink.lines, { notes: sink.notes, keys: [] })).toMatchObject({
      reason: 'signature',
      checkpoint: 1,
    })
  })

  test('a checkpoint that was altered or cut off is refused', () => {
    const { sink } = trail()
    const check = (notes: string): LogVerdict => verify(sink.lines, { notes, keys: sink.keys })
    const smaller = sink.notes.replace('\n20\n', '\n19\n')
    expect(check(smaller)).toMatchObject({ reason: 'signature', checkpoint: 2 })
    expect(check(sink.notes.slice(0, -9))).toMatchObject({ reason: 'checkpoint', checkpoint: 3 })
    expect(check('')).toMatchObject({ reason: 'checkpoint', checkpoint: 1 })
    expect(check('hello\n')).toMatchObject({ reason: 'checkpoint', checkpoint: 1 })
  })

  test('checkpoints of another trial are not taken for this one’s', () => {
    const { sink } = trail()
    const other = trail({ audit: 'L3' }, { seed: 43 }).sink
    const foreign = signNote(formatCheckpoint(other.heads[0] as never), sink.signer)
    const evidence = { notes: sink.notes + foreign, keys: sink.keys }
    expect(verify(sink.lines, evidence)).toMatchObject({ reason: 'origin', checkpoint: 4 })
  })

  test('a last line without its end is cut off at that record', () => {
    const text = trail().sink.lines.map((line) => `${line}\n`)
    const last = text.pop() as string
    for (const end of [1, 5, 40, last.length - 1]) {
      expect(verifyLog([...text, last.slice(0, end)])).toEqual({
        kind: 'broken',
        reason: 'cut-off',
        cell: 0,
        record: 29,
        line: 30,
      })
    }
  })

  test.each(['', 'hello', '0,7,', 'x,y,z', '0,0,1,1,2,request,team,0,-1,00,allow'])(
    'a line %j in place of record 7 cannot be read there',
    (line) => {
      const { lines } = trail().sink
      lines[7] = line
      expect(verify(lines)).toMatchObject({ reason: 'unreadable', record: 7, line: 8 })
    },
  )

  test('the cells of one file are told apart', () => {
    const [first, second] = [trail().sink, trail({ audit: 'L3' }, { cell: 1 }).sink]
    const mixed = first.lines.flatMap((line, i) => [line, second.lines[i] as string])
    expect(verify(mixed)).toMatchObject({ kind: 'holds', cells: 2, records: 60 })
    mixed.splice(41, 1)
    expect(verify(mixed)).toMatchObject({ reason: 'chain', cell: 1, record: 20, line: 43 })
  })

  test('a cell that vanished from the file shows by its checkpoint', () => {
    const [first, second] = [trail().sink, trail({ audit: 'L3' }, { cell: 1 }).sink]
    const notes = first.notes + signNote(formatCheckpoint(second.heads[2] as never), first.signer)
    expect(verify(first.lines, { notes, keys: first.keys })).toMatchObject({
      reason: 'missing',
      cell: 1,
      record: 0,
      upTo: 29,
    })
  })
})

function noteOf(sink: OutsideSink, nth: number): string {
  return signNote(formatCheckpoint(sink.heads[nth] as never), sink.signer)
}
