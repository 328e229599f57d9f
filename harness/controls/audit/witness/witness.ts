/**
 * Remembers the newest checkpoint of each log that it has seen and co-signs another only if the log
 * goes on from there (C2SP `tlog-witness`). It runs in a process of its own, with a key of its own,
 * and keeps a file of its own, so that a log can't show one history now and another later.
 */
import { hostTimestamp } from '../../../kernel/host-clock.ts'
import { parseCheckpoint, splitNotes, type SignedCheckpoint } from '../checkpoint/checkpoint.ts'
import { isSignedBy, signatureLine, type NoteSigner, type VerifierKey } from '../checkpoint/note.ts'
import { provesConsistency } from '../merkle/proof.ts'

/** A log asks for a signature. */
export interface WitnessRequest {
  /** A signed checkpoint. */
  readonly note: string
  /** Size of the log's checkpoint that the witness co-signed last, or 0. */
  readonly oldSize: number
  /** From `oldSize` to the checkpoint's size. */
  readonly proof: readonly Buffer[]
}

export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly size: number; /** To add to the note. */ line: string }
  /** The log goes on from another size than it says; the witness has seen `size`. */
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly reason: WitnessRefusal }

export type WitnessRefusal =
  | 'malformed'
  | 'unknown log'
  | 'wrong key'
  | 'the log shrank'
  | 'fork'
  | 'not consistent'
  | 'not stored'
  | 'the witness is gone'

export interface WitnessOptions {
  readonly signer: NoteSigner
  /** The key of the logs that it watches. */
  readonly logKey: VerifierKey
  /** What it has co-signed before: the content of its file. Throws if a note is not its own. */
  readonly seen: string
  /** Puts a co-signed note where it survives a crash. Throws if it cannot. */
  readonly store: (note: string) => void
}

export class Witness {
  private readonly options: WitnessOptions
  private readonly newest = new Map<string, SignedCheckpoint>()

  constructor(options: WitnessOptions) {
    this.options = options
    for (const [i, text] of splitNotes(options.seen).entries()) {
      const checkpoint = parseCheckpoint(text)
      if (checkpoint === undefined || !isSignedBy(checkpoint.note, options.signer.verifier)) {
        throw new Error(`checkpoint ${i + 1} of the witness's file is not one that it signed`)
      }
      this.newest.set(checkpoint.origin, checkpoint)
    }
  }

  receive({ note, oldSize, proof }: WitnessRequest): WitnessAnswer {
    const { logKey } = this.options
    const checkpoint = parseCheckpoint(note)
    if (checkpoint === undefined) return refused('malformed')
    if (!checkpoint.origin.startsWith(`${logKey.name}/`)) return refused('unknown log')
    if (!isSignedBy(checkpoint.note, logKey)) return refused('wrong key')
    const last = this.newest.get(checkpoint.origin)
    const size = last?.size ?? 0
    if (last !== undefined && checkpoint.size === size && !checkpoint.root.equals(last.root)) {
      return refused('fork')
    }
    if (checkpoint.size < size) return refused('the log shrank')
    if (oldSize !== size) return { kind: 'conflict', size }
    const oldRoot = last?.root ?? Buffer.alloc(0)
    if (!provesConsistency(size, checkpoint.size, oldRoot, checkpoint.root, proof)) {
      return refused('not consistent')
    }
    return this.cosign(note, checkpoint)
  }

  /** Stored before it is given away: a witness that forgets could be shown another history. */
  private cosign(note: string, checkpoint: SignedCheckpoint): WitnessAnswer {
    const { signer, store } = this.options
    const seconds = Math.floor(Date.parse(hostTimestamp()) / 1000)
    const line = signatureLine(checkpoint.note.text, signer, seconds)
    try {
      store(note + line)
    } catch {
      return refused('not stored')
    }
    this.newest.set(checkpoint.origin, checkpoint)
    return { kind: 'cosigned', size: checkpoint.size, line }
  }
}

function refused(reason: WitnessRefusal): WitnessAnswer {
  return { kind: 'refused', reason }
}
