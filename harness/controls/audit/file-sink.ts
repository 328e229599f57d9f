/**
 * Appends audit records to one file for each cell or shard (records name their cell). How much of it
 * a crash can take is said by `Durability`; by default nothing is synced to the disk.
 */
import { join } from 'node:path'
import { MusterError } from '../../kernel/errors.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import type { CheckpointKeeper } from './checkpoint/checkpoint-file.ts'
import { hostDisk, type AuditDisk } from './disk.ts'
import { checkDurability, NOT_SYNCED, type Durability } from './durability.ts'
import type { AuditSink, TreeHead } from './sink.ts'

/** Characters after which a segment is written where nothing is synced. */
export const SEGMENT_CHARS = 65_536

export interface FileSinkOptions {
  /** Default: nothing is synced. */
  readonly durability?: Durability
  /** What the window of a group is measured by, in microseconds: default the host's clock. */
  readonly clock?: { readonly now: number }
  /** Keeps the checkpoints of L3. Without it none is taken, so L3 records nothing. */
  readonly checkpoints?: CheckpointKeeper
  readonly disk?: AuditDisk
}

const hostClock = {
  get now(): number {
    return hostNowMs() * 1000
  },
}

export class FileSink implements AuditSink {
  readonly path: string
  /** Records that `append` took. */
  taken = 0
  /** Records written out; with a sync mode, synced too, and so acknowledged as durable. */
  durable = 0
  /** Records that were taken and could then not be written or synced. */
  lost = 0
  /** Commits so far. */
  commits = 0
  private readonly durability: Durability
  private readonly clock: { readonly now: number }
  private readonly checkpoints: CheckpointKeeper | undefined
  private readonly disk: AuditDisk
  private readonly file: number
  private segment: string[] = []
  private segmentChars = 0
  /** When the oldest record that waits was taken. */
  private waitingSince = 0
  private state: 'open' | 'failed' | 'closed' = 'open'

  /** Opens `name` in an existing directory for appending. Throws OUT_NOT_WRITABLE if it cannot. */
  constructor(directory: string, name: string, options: FileSinkOptions = {}) {
    this.path = join(directory, name)
    this.durability = options.durability ?? NOT_SYNCED
    this.clock = options.clock ?? hostClock
    this.checkpoints = options.checkpoints
    this.disk = options.disk ?? hostDisk
    checkDurability(this.durability)
    try {
      this.file = this.disk.open(this.path)
      if (this.durability.fsync !== 'none') this.disk.syncName(this.path)
    } catch (cause) {
      throw new MusterError('OUT_NOT_WRITABLE', 'the audit trail cannot be written', {
        where: this.path,
        hint: 'give a directory that exists and can be written',
        cause,
      })
    }
  }

  /** Records that a crash of this moment would take. */
  get waiting(): number {
    return this.segment.length
  }

  /** False for ever after a write has failed: a trail with a hole would not be one. */
  append(line: string): boolean {
    if (this.state !== 'open') return false
    if (this.segment.length === 0 && this.durability.fsync === 'group') {
      this.waitingSince = this.clock.now
    }
    this.segment.push(line)
    this.segmentChars += line.length + 1
    this.taken++
    return !this.isDue() || this.commit()
  }

  /** Commits a group whose window has passed. For callers that know of time when no record comes. */
  tick(): boolean {
    if (this.state !== 'open') return false
    return this.segment.length === 0 || !this.isDue() || this.commit()
  }

  /** Writes and, but for `none`, syncs what waits. False if that failed, now or before. */
  commit(): boolean {
    if (this.state !== 'open') return false
    const records = this.segment.length
    if (records === 0) return true
    try {
      this.disk.write(this.file, `${this.segment.join('\n')}\n`)
      if (this.durability.fsync !== 'none') this.disk.sync(this.file)
      this.durable += records
      this.commits++
    } catch {
      this.state = 'failed'
      this.lost += records
    }
    this.segment = []
    this.segmentChars = 0
    return this.state === 'open'
  }

  /** The records that a checkpoint covers are written before it. */
  checkpoint(head: TreeHead): boolean {
    return this.commit() && this.checkpoints !== undefined && this.checkpoints.keep(head)
  }

  close(): void {
    if (this.state === 'closed') return
    this.commit()
    this.disk.close(this.file)
    this.checkpoints?.close()
    this.state = 'closed'
  }

  private isDue(): boolean {
    const { durability } = this
    if (durability.fsync === 'each') return true
    if (durability.fsync === 'none') return this.segmentChars >= SEGMENT_CHARS
    return (
      this.segment.length >= durability.records ||
      this.clock.now - this.waitingSince >= durability.windowUs
    )
  }
}
