/** A checkpoint says what a log was: so many records, under this root (C2SP `tlog-checkpoint`). */
import { HASH_BYTES } from '../merkle/hashing.ts'
import { fromBase64, parseNote, type Note } from './note.ts'

export interface Checkpoint {
  /** The log that it is about. */
  readonly origin: string
  /** Records of the log. */
  readonly size: number
  /** Merkle root over them. */
  readonly root: Buffer
}

export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note
}

/** Before an origin's own name: what signs the checkpoints of all logs of the harness is named so. */
export const LOG_NAME = 'muster/audit'

/** The name of one cell's log. */
export function originOf(seed: number, cell: number): string {
  return `${LOG_NAME}/seed-${seed}/cell-${cell}`
}

/** The cell that an origin names, or undefined if it names none. */
export function cellOfOrigin(origin: string): number | undefined {
  const cell = /^muster\/audit\/seed-\d+\/cell-(\d+)$/.exec(origin)?.[1]
  return cell === undefined ? undefined : Number(cell)
}

/** The text that is signed. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`
}

/** Undefined for anything that is not a whole signed checkpoint. Checks no signature. */
export function parseCheckpoint(text: string): SignedCheckpoint | undefined {
  const note = parseNote(text)
  const [origin = '', digits = '', encoded = ''] = note?.text.split('\n') ?? []
  const root = fromBase64(encoded)
  if (note === undefined || origin === '' || !/^(0|[1-9]\d{0,15})$/.test(digits)) return undefined
  const size = Number(digits)
  if (root?.length !== HASH_BYTES || !Number.isSafeInteger(size)) return undefined
  return { origin, size, root, note }
}

/** The notes of a file that holds one after another, whole or not. */
export function splitNotes(file: string): string[] {
  // A note ends with its signatures: at a line end after one, unless another follows.
  return file.split(/(?<=^\u2014 .*\n)(?!\u2014 )/m).filter((note) => note !== '')
}
