/**
 * Appends audit records to one file for each cell or shard (records name their cell). A segment is
 * buffered and written in one call; nothing is synced to the disk, so a crash of the process loses
 * at most the last segment, and one of the machine what its kernel had not written.
 */
import { appendFileSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { MusterError } from '../../kernel/errors.ts'
import type { AuditSink } from './sink.ts'

/** Characters after which a segment is written. */
export const SEGMENT_CHARS = 65_536

export class FileSink implements AuditSink {
  readonly path: string
  private readonly file: number
  private segment: string[] = []
  private segmentChars = 0
  private state: 'open' | 'failed' | 'closed' = 'open'

  /** Opens `name` in an existing directory for appending. Throws OUT_NOT_WRITABLE if it cannot. */
  constructor(directory: string, name: string) {
    this.path = join(directory, name)
    try {
      this.file = openSync(this.path, 'a')
    } catch (cause) {
      throw new MusterError('OUT_NOT_WRITABLE', 'the audit trail cannot be written', {
        where: this.path,
        hint: 'give a directory that exists and can be written',
        cause,
      })
    }
  }

  /** False for ever after a write has failed: a trail with a hole would not be one. */
  append(line: string): boolean {
    if (this.state !== 'open') return false
    this.segment.push(line)
    this.segmentChars += line.length + 1
    return this.segmentChars < SEGMENT_CHARS || this.flush()
  }

  close(): void {
    if (this.state === 'closed') return
    if (this.state === 'open') this.flush()
    closeSync(this.file)
    this.state = 'closed'
  }

  private flush(): boolean {
    if (this.segment.length === 0) return true
    try {
      appendFileSync(this.file, `${this.segment.join('\n')}\n`)
    } catch {
      this.state = 'failed'
    }
    this.segment = []
    this.segmentChars = 0
    return this.state === 'open'
  }
}
