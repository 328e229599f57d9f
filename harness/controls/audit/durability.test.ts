import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../kernel/package-root.ts'
import { draft, guardAt, pass } from '../guard-fixture.ts'
import type { AuditDisk } from './disk.ts'
import type { Durability } from './durability.ts'
import { FileSink, SEGMENT_CHARS, type FileSinkOptions } from './file-sink.ts'
import { verifyAuditLog } from './hash-chain.ts'

/** A machine that loses all that was not synced when its power goes. */
class VolatileDisk implements AuditDisk {
  synced = ''
  names = 0
  failsAt: 'write' | 'sync' | undefined
  private written = ''

  open(): number {
    return 0
  }

  write(_file: number, text: string): void {
    if (this.failsAt === 'write') throw new Error('disk full')
    this.written += text
  }

  sync(): void {
    if (this.failsAt === 'sync') throw new Error('disk gone')
    this.synced += this.written
    this.written = ''
  }

  syncName(): void {
    this.names++
  }

  close(): void {}

  /** Records that are there after the power went. */
  get survivors(): number {
    return this.synced === '' ? 0 : this.synced.trimEnd().split('\n').length
  }
}

const GROUP: Durability = { fsync: 'group', records: 10, windowUs: 1_000 }

interface Bench {
  readonly sink: FileSink
  readonly disk: VolatileDisk
  readonly clock: { now: number }
}

function bench(durability: Durability): Bench {
  const disk = new VolatileDisk()
  const clock = { now: 0 }
  return { sink: new FileSink('/nowhere', 'x.log', { durability, disk, clock }), disk, clock }
}

describe('a machine that loses its power', () => {
  test.each([
    ['none', { fsync: 'none' }, 95, 0],
    ['group', GROUP, 95, 90],
    ['each', { fsync: 'each' }, 95, 95],
  ] as const)('at fsync %s keeps what was synced', (_, durability, records, kept) => {
    const { sink, disk } = bench(durability)
    for (let i = 0; i < records; i++) expect(sink.append(`record ${i}`)).toBe(true)
    expect(disk.survivors).toBe(kept)
  })

  test('never loses a record that was acknowledged as durable, nor more than wait', () => {
    const { sink, disk, clock } = bench(GROUP)
    for (let i = 0; i < 500; i++) {
      clock.now += (i * 37) % 400
      sink.append(`record ${i}`)
      expect(disk.survivors).toBe(sink.durable)
      expect(sink.taken - disk.survivors).toBe(sink.waiting)
      expect(sink.waiting).toBeLessThan(10)
    }
    expect(sink.commits).toBeGreaterThan(50)
  })

  test('finds the name of the file synced, or the records would be nowhere', () => {
    expect(bench(GROUP).disk.names).toBe(1)
    expect(bench({ fsync: 'none' }).disk.names).toBe(0)
  })
})

describe('the window of a group', () => {
  test('ends with the first record that comes late enough after the oldest', () => {
    const { sink, clock } = bench(GROUP)
    sink.append('a')
    clock.now = 999
    sink.append('b')
    expect(sink.durable).toBe(0)
    clock.now = 1_000
    sink.append('c')
    expect(sink.durable).toBe(3)
    clock.now = 1_999
    sink.append('d')
    expect(sink.waiting).toBe(1)
  })

  test('ends at a tick when no record comes', () => {
    const { sink, clock } = bench(GROUP)
    sink.append('a')
    clock.now = 999
    sink.tick()
    expect(sink.durable).toBe(0)
    clock.now = 1_000
    sink.tick()
    expect(sink.durable).toBe(1)
  })

  test('ends when the sink is closed', () => {
    const { sink, disk } = bench(GROUP)
    sink.append('a')
    sink.close()
    expect(disk.survivors).toBe(1)
  })

  test.each([
    { fsync: 'group', records: 0, windowUs: 1 },
    { fsync: 'group', records: 1.5, windowUs: 1 },
    { fsync: 'group', records: 1, windowUs: 0 },
    { fsync: 'group', records: 1, windowUs: NaN },
  ] as const)('%j is none', (durability) => {
    expect(() => bench(durability)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})

describe('a disk that fails', () => {
  test.each(['write', 'sync'] as const)(
    'at %s acknowledges nothing, counts what is lost, and takes no more',
    (failsAt) => {
      const { sink, disk } = bench(GROUP)
      for (let i = 0; i < 15; i++) sink.append(`record ${i}`)
      disk.failsAt = failsAt
      for (let i = 0; i < 4; i++) expect(sink.append('more')).toBe(true)
      expect(sink.append('the tenth')).toBe(false)
      disk.failsAt = undefined
      expect(sink.append('after')).toBe(false)
      expect(sink).toMatchObject({ taken: 20, durable: 10, lost: 10, waiting: 0 })
    },
  )

  test('stops the messages of a guard', () => {
    const { sink, disk } = bench({ fsync: 'each' })
    const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
    expect(pass(guard, draft())).toBe('admitted')
    disk.failsAt = 'sync'
    expect(pass(guard, draft())).toBe('audit')
    expect(guard.counters.auditRecords).toBe(1)
  })
})

/** Records that are `none`'s segment at most: the shortest line is 30 characters. */
const SEGMENT_RECORDS = Math.ceil(SEGMENT_CHARS / 30)

/**
 * A process that runs a guard at L2 and tells on another file what it took and what was acknowledged,
 * each before it goes on. It kills itself after `records`; without, it runs until it is killed.
 */
function program(directory: string, durability: Durability, records: number): string {
  const module = (path: string): string =>
    JSON.stringify(pathToFileURL(join(packageRoot(), 'dist/harness/controls', path)).href)
  const options: FileSinkOptions = { durability }
  return `
    import { openSync, writeSync } from 'node:fs'
    import { FileSink } from ${module('audit/file-sink.js')}
    import { draft, guardAt, pass } from ${module('guard-fixture.js')}
    const sink = new FileSink(${JSON.stringify(directory)}, 'x.log', ${JSON.stringify(options)})
    const guard = guardAt({ audit: 'L2' }, { auditSink: sink })
    const told = openSync(${JSON.stringify(join(directory, 'told'))}, 'a')
    for (let i = 1; ; i++) {
      if (pass(guard, draft({ workId: i })) !== 'admitted') process.exit(1)
      writeSync(told, i + ' ' + sink.durable + '\\n')
      if (i === 400) process.stdout.write('going')
      if (i === ${records}) process.kill(process.pid, 'SIGKILL')
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }`
}

interface Killed {
  readonly taken: number
  readonly acknowledged: number
  /** Whole records in the file. */
  readonly lines: readonly string[]
}

async function killed(durability: Durability, records: number): Promise<Killed> {
  const directory = mkdtempSync(join(tmpdir(), 'muster-kill-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const args = ['--input-type=module', '-e', program(directory, durability, records)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.on('data', () => records === Infinity && child.kill('SIGKILL'))
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
  const last = readFileSync(join(directory, 'told'), 'utf8').trimEnd().split('\n').at(-1) as string
  const [taken = 0, acknowledged = 0] = last.split(' ').map(Number)
  const lines = readFileSync(join(directory, 'x.log'), 'utf8').split('\n').slice(0, -1)
  return { taken, acknowledged, lines }
}

describe.skipIf(process.platform === 'win32')('a process that is killed', () => {
  test.each([
    ['group of 10', { fsync: 'group', records: 10, windowUs: 60_000_000 }, 230],
    ['group of 100', { fsync: 'group', records: 100, windowUs: 60_000_000 }, 200],
    ['each', { fsync: 'each' }, 234],
  ] as const)('after record 234 at %s has lost the open group', async (_, durability, kept) => {
    const { taken, acknowledged, lines } = await killed(durability, 234)
    expect(taken).toBe(234)
    expect(acknowledged).toBe(kept)
    expect(lines).toHaveLength(kept)
    expect(verifyAuditLog(lines)).toBe(-1)
  })

  test.each([
    ['none', { fsync: 'none' }, SEGMENT_RECORDS],
    ['group of 10', { fsync: 'group', records: 10, windowUs: 1_000_000 }, 10],
    ['group of 100', { fsync: 'group', records: 100, windowUs: 1_000_000 }, 100],
    ['each', { fsync: 'each' }, 0],
  ] as const)('in the middle of a run at %s has lost at most the window', async (...given) => {
    const [, durability, window] = given
    const { taken, acknowledged, lines } = await killed(durability, Infinity)
    expect(taken).toBeGreaterThanOrEqual(400)
    expect(taken - lines.length).toBeLessThanOrEqual(window)
    if (durability.fsync !== 'none') expect(acknowledged).toBeGreaterThanOrEqual(300)
    expect(lines.length).toBeGreaterThanOrEqual(acknowledged)
    expect(verifyAuditLog(lines)).toBe(-1)
  })
})
