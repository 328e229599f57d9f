import { hash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rewritten } from '../../incidents/attacks/tampering.ts'
import { draft, guardAt, pass } from '../guard-fixture.ts'
import { FileSink, SEGMENT_CHARS } from './file-sink.ts'
import { verifyAuditLog } from './hash-chain.ts'
import { parseRecord } from './record.ts'
import { MemorySink, type AuditSink } from './sink.ts'

/** The trail of ten messages at L2. */
function trail(): string[] {
  const sink = new MemorySink()
  const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
  for (let i = 0; i < 10; i++) pass(guard, draft({ workId: i, text: `text ${i}` }))
  return [...sink.lines]
}

test('L0 leaves nothing', () => {
  const sink = new MemorySink()
  const guard = guardAt({ audit: 'L0' }, { auditSink: sink })
  expect(pass(guard, draft())).toBe('admitted')
  expect(sink.lines).toEqual([])
  expect(guard.counters.auditRecords).toBe(0)
  expect(guard.close().auditHead).toBe('')
})

test('a record says who asked whom for what, and what was decided', () => {
  const sink = new MemorySink()
  const guard = guardAt({ audit: 'L2', policy: 'P1' }, { auditSink: sink })
  pass(guard, draft())
  pass(guard, draft({ action: 'delegate' }))
  const [allowed, denied] = sink.lines.map((line) => parseRecord(line))
  expect(allowed).toEqual({
    cell: 0,
    index: 0,
    at: 1_000,
    from: 1,
    to: 2,
    action: 'request',
    resource: 'team',
    workId: 7,
    subject: -1,
    textHash: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    decision: 'allow',
  })
  expect(denied).toMatchObject({ index: 1, action: 'delegate', decision: 'policy' })
  expect(guard.counters.auditRecords).toBe(2)
})

test('what a refused message holds cannot forge a record', () => {
  const sink = new MemorySink()
  const guard = guardAt({ audit: 'L2', policy: 'P1' }, { auditSink: sink })
  const from = '1,2,report,board,7,5,x,allow' as unknown as number
  pass(guard, draft({ from, action: 'a,b' as 'request', workId: NaN }), 2)
  expect(sink.lines[0]).toMatch(/^0,0,1000,\?,2,\?,team,\?,-1,[0-9a-f]{64},policy,[0-9a-f]{64}$/)
})

test('an untouched chain is whole, and its head is what the guard closes with', () => {
  const sink = new MemorySink()
  const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
  for (let i = 0; i < 3; i++) pass(guard, draft())
  expect(verifyAuditLog(sink.lines)).toBe(-1)
  expect(sink.lines.at(-1)?.endsWith(guard.close().auditHead)).toBe(true)
})

test('a flipped character is found in the record that holds it', () => {
  for (let index = 0; index < 10; index++) {
    for (const at of [0, 2, 10, 30, -1]) {
      const lines = trail()
      const line = [...(lines[index] as string)]
      const position = at < 0 ? line.length - 1 : at
      line[position] = line[position] === '1' ? '2' : '1'
      lines[index] = line.join('')
      expect(verifyAuditLog(lines)).toBe(index)
    }
  }
})

test('a deleted record is found where it was', () => {
  for (let index = 0; index < 9; index++) {
    const lines = trail()
    lines.splice(index, 1)
    expect(verifyAuditLog(lines)).toBe(index)
  }
})

test('swapped records are found at the first of the two', () => {
  for (let index = 0; index < 9; index++) {
    const lines = trail()
    lines.splice(index, 2, lines[index + 1] as string, lines[index] as string)
    expect(verifyAuditLog(lines)).toBe(index)
  }
})

test('a chain does NOT show that its newest records were cut off', () => {
  expect(verifyAuditLog(trail().slice(0, 6))).toBe(-1)
})

test('a chain does NOT show that it was rewritten as a whole', () => {
  const forged = rewritten(trail())
  expect(parseRecord(forged[0] as string)?.from).toBe(3)
  expect(verifyAuditLog(forged)).toBe(-1)
})

test('a chain whose records are misnumbered is not whole, though its hashes are', () => {
  let head = hash('sha256', 'muster/1/audit', 'hex')
  const renumbered = trail().map((line, index) => {
    const body = line
      .slice(0, line.lastIndexOf(','))
      .replace(/^0,\d+,/, `0,${index < 4 ? index : index + 1},`)
    head = hash('sha256', `${head},${body}`, 'hex')
    return `${body},${head}`
  })
  expect(verifyAuditLog(renumbered)).toBe(4)
})

test('at L2 a message whose record is not taken is refused, and the chain goes on unbroken', () => {
  const lines: string[] = []
  let failing = false
  const sink: AuditSink = {
    append: (line) => !failing && lines.push(line) > 0,
    close: () => {},
  }
  const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
  expect(pass(guard, draft())).toBe('admitted')
  failing = true
  expect(pass(guard, draft())).toBe('audit')
  failing = false
  expect(pass(guard, draft())).toBe('admitted')
  expect(lines).toHaveLength(2)
  expect(verifyAuditLog(lines)).toBe(-1)
  expect(guard.counters).toMatchObject({ auditRecords: 2, denials: 1 })
})

test('a trail that could not take a record is not asked to take that of the refusal', () => {
  let asked = 0
  const sink: AuditSink = { append: () => ++asked > 1, close: () => {} }
  const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
  expect(pass(guard, draft())).toBe('audit')
  expect(asked).toBe(1)
})

test('at L1 the modelled loss takes the share that it is told, and counts it', () => {
  for (const [share, low, high] of [
    [0, 0, 0],
    [1, 2_000, 2_000],
    [0.3, 520, 680],
  ] as const) {
    const sink = new MemorySink()
    const guard = guardAt({ audit: 'L1' }, { auditSink: sink, auditLossShare: share })
    for (let i = 0; i < 2_000; i++) expect(pass(guard, draft({ workId: i }))).toBe('admitted')
    const { auditDropped, auditRecords } = guard.counters
    expect(auditDropped).toBeGreaterThanOrEqual(low)
    expect(auditDropped).toBeLessThanOrEqual(high)
    expect(auditRecords + auditDropped).toBe(2_000)
    expect(sink.lines).toHaveLength(auditRecords)
  }
})

test('at L1 a record has the same luck whatever else was recorded before it', () => {
  const kept = (others: number): boolean[] => {
    const sink = new MemorySink()
    const guard = guardAt({ audit: 'L1' }, { auditSink: sink, auditLossShare: 0.5 })
    return Array.from({ length: 50 }, (_, workId) => {
      for (let i = 0; i < others; i++) pass(guard, draft({ from: 3, workId, text: `other ${i}` }))
      const before = sink.lines.length
      pass(guard, draft({ workId }))
      return sink.lines.length > before
    })
  }
  expect(kept(3)).toEqual(kept(0))
})

test('a file sink writes every line by the time it is closed', () => {
  const directory = temporaryDirectory()
  const sink = new FileSink(directory, 'cell-0.log')
  const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
  for (let i = 0; i < 1_000; i++) pass(guard, draft({ workId: i }))
  guard.close()
  guard.close()
  const lines = readFileSync(sink.path, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(1_000)
  expect(verifyAuditLog(lines)).toBe(-1)
})

test('a closed file sink takes nothing', () => {
  const sink = new FileSink(temporaryDirectory(), 'cell-0.log')
  sink.close()
  expect(sink.append('line')).toBe(false)
})

// Every write to this device fails; Linux has it.
test.runIf(existsSync('/dev/full'))('a file sink takes nothing after a write has failed', () => {
  const sink = new FileSink('/dev', 'full')
  expect(sink.append('x'.repeat(SEGMENT_CHARS))).toBe(false)
  expect(sink.append('line')).toBe(false)
  sink.close()
})

test('a directory that does not exist is a located error', () => {
  const directory = join(temporaryDirectory(), 'missing')
  expect(() => new FileSink(directory, 'a.log')).toThrow(
    expect.objectContaining({ code: 'OUT_NOT_WRITABLE', where: join(directory, 'a.log') }),
  )
})

test('a memory sink is bounded and keeps the newest lines', () => {
  const sink = new MemorySink(10)
  for (let i = 0; i < 1_000; i++) {
    sink.append(`${i}`)
    expect(sink.lines.length).toBeLessThan(20)
  }
  expect(sink.lines.slice(-10)).toEqual(Array.from({ length: 10 }, (_, i) => `${990 + i}`))
})

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'muster-audit-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}
