/**
 * Signs the heads of logs and keeps the checkpoints beside the log: `<log>.checkpoints`, with the key
 * that checks them in `<log>.key`. Whoever can rewrite the log can rewrite these files too; they prove
 * something only to someone who holds a copy of the key and of a checkpoint, or has a witness.
 */
import { hostDisk, type AuditDisk } from '../disk.ts'
import type { TreeHead } from '../sink.ts'
import { formatCheckpoint, LOG_NAME } from './checkpoint.ts'
import { createSigner, formatVerifierKey, signNote, type NoteSigner } from './note.ts'

export interface CheckpointKeeper {
  /** Signs and keeps a head. False: it is not kept, and nothing more may be recorded. */
  keep(head: TreeHead): boolean
  close(): void
}

/** Another process that is shown every checkpoint. */
export interface CheckpointWitness {
  /** True unless the witness has refused a checkpoint or is gone. */
  readonly agrees: boolean
  /** Sends a checkpoint on its way; what the witness thinks of it shows later in `agrees`. */
  show(note: string, head: TreeHead): void
}

export interface CheckpointFileOptions {
  /** Default: a key of this file's own, which no cell can reach. */
  readonly signer?: NoteSigner
  readonly witness?: CheckpointWitness
  /** Sync every checkpoint to the disk. */
  readonly sync?: boolean
  readonly disk?: AuditDisk
}

/** Where the checkpoints of a log are kept. */
export function checkpointPathOf(log: string): string {
  return `${log}.checkpoints`
}

/** Where the key is that checks them. */
export function keyPathOf(log: string): string {
  return `${log}.key`
}

export class CheckpointFile implements CheckpointKeeper {
  private readonly signer: NoteSigner
  private readonly witness: CheckpointWitness | undefined
  private readonly sync: boolean
  private readonly disk: AuditDisk
  private readonly file: number
  private state: 'open' | 'failed' | 'closed' = 'open'

  /** Creates both files beside `log`. Throws if they cannot be written. */
  constructor(log: string, options: CheckpointFileOptions = {}) {
    this.signer = options.signer ?? createSigner(LOG_NAME, 'log')
    this.witness = options.witness
    this.sync = options.sync ?? false
    this.disk = options.disk ?? hostDisk
    const keyFile = this.disk.open(keyPathOf(log))
    this.disk.write(keyFile, `${formatVerifierKey(this.signer.verifier)}\n`)
    this.disk.close(keyFile)
    this.file = this.disk.open(checkpointPathOf(log))
    if (this.sync) this.disk.syncName(log)
  }

  keep(head: TreeHead): boolean {
    if (this.state !== 'open' || this.witness?.agrees === false) return false
    const note = signNote(formatCheckpoint(head), this.signer)
    try {
      this.disk.write(this.file, note)
      if (this.sync) this.disk.sync(this.file)
    } catch {
      this.state = 'failed'
      return false
    }
    this.witness?.show(note, head)
    return true
  }

  close(): void {
    if (this.state === 'closed') return
    this.disk.close(this.file)
    this.state = 'closed'
  }
}
