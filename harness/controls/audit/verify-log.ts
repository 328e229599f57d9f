/**
 * Checks the file of an audit trail: the chain of every cell in it and, against checkpoints that were
 * kept elsewhere, that it still holds every record that they cover and none in another's place.
 */
import type { CellId } from '../../kernel/units.ts'
import {
  cellOfOrigin,
  parseCheckpoint,
  splitNotes,
  type SignedCheckpoint,
} from './checkpoint/checkpoint.ts'
import { isSignedBy, type VerifierKey } from './checkpoint/note.ts'
import { ChainCheck } from './hash-chain.ts'
import { MerkleFrontier } from './merkle/frontier.ts'
import { leafHash } from './merkle/hashing.ts'

export interface VerifiedLog {
  readonly kind: 'holds'
  /** Trails in the file. */
  readonly cells: number
  readonly records: number
  /** Records that a checkpoint covers; the others are newer than the last one of their cell. */
  readonly covered: number
  readonly checkpoints: number
}

export type BrokenReason =
  /** There is no record, so nothing is shown. */
  | 'empty'
  /** A line is not a record with a hash. */
  | 'unreadable'
  /** The last line has no end. */
  | 'cut-off'
  /** A record's hash does not follow from the one before, or its number is not the next. */
  | 'chain'
  /** A checkpoint covers more records than there are. */
  | 'missing'
  /** The records under a checkpoint are not those that it was made of. */
  | 'differs'
  /** Two signed checkpoints of as many records contradict each other. */
  | 'fork'
  /** A checkpoint lacks the signature of a key that was given. */
  | 'signature'
  /** A checkpoint is cut off, or not one of an audit trail. */
  | 'checkpoint'
  /** A checkpoint is of another trail than one before it of the same cell. */
  | 'origin'

export interface BrokenLog {
  readonly kind: 'broken'
  readonly reason: BrokenReason
  /** The record, counted from 0 in its cell, that is wrong; or the first that may be. */
  readonly record?: number
  /** Where the last record is that may be wrong, if it is not `record` itself. */
  readonly upTo?: number
  readonly cell?: CellId
  /** Line of the log, from 1. */
  readonly line?: number
  /** Place of the checkpoint in its file, from 1. */
  readonly checkpoint?: number
}

export type LogVerdict = VerifiedLog | BrokenLog

/** What is known of the logs from outside. */
export interface OutsideEvidence {
  /** The content of a file of checkpoints. */
  readonly notes: string
  /** Keys, every one of which must have signed every checkpoint; without any, none holds. */
  readonly keys: readonly VerifierKey[]
}

interface NumberedCheckpoint extends SignedCheckpoint {
  readonly cell: CellId
  readonly nth: number
}

/** One cell's trail as it is read. */
class CellLog {
  readonly chain = new ChainCheck()
  private readonly tree = new MerkleFrontier()
  /** Not yet reached, the smallest first. */
  private readonly due: NumberedCheckpoint[]
  /** Records under the last checkpoint that matched. */
  covered = 0

  constructor(checkpoints: readonly NumberedCheckpoint[]) {
    this.due = checkpoints.toSorted((a, b) => a.size - b.size)
  }

  /** The checkpoint that the next one does not match, if the record makes one due. */
  add(line: string): NumberedCheckpoint | undefined {
    this.tree.append(leafHash(line))
    while (this.due[0]?.size === this.tree.size) {
      const checkpoint = this.due.shift() as NumberedCheckpoint
      if (!checkpoint.root.equals(this.tree.root())) return checkpoint
      this.covered = checkpoint.size
    }
    return undefined
  }

  get next(): NumberedCheckpoint | undefined {
    return this.due[0]
  }
}

/**
 * Verifies the lines of a log, in order, each with its line end. Without evidence from outside, records
 * cut off at the end and a chain that was rewritten as a whole do NOT show.
 */
export function verifyLog(lines: Iterable<string>, evidence?: OutsideEvidence): LogVerdict {
  const checkpoints = evidence === undefined ? new Map() : readCheckpoints(evidence)
  if (!(checkpoints instanceof Map)) return checkpoints
  const cells = new Map<CellId, CellLog>()
  const logOf = (cell: CellId): CellLog => {
    let log = cells.get(cell)
    if (log === undefined) cells.set(cell, (log = new CellLog(checkpoints.get(cell) ?? [])))
    return log
  }
  let line = 0
  for (const text of lines) {
    line++
    const record = text.endsWith('\n') ? text.slice(0, -1) : text
    const place = { ...placeOf(text, cells), line }
    if (record === text) return { kind: 'broken', reason: 'cut-off', ...place }
    if (!isChained(record)) return { kind: 'broken', reason: 'unreadable', ...place }
    const broken = addTo(logOf(Number(place.cell)), record)
    if (broken !== undefined) return { ...broken, ...(broken.checkpoint ? {} : place) }
  }
  return endOf(cells, logOf, checkpoints, line)
}

/** What is wrong with a cell's next record. */
function addTo(log: CellLog, record: string): BrokenLog | undefined {
  const index = log.chain.size
  if (!log.chain.follows(record)) return { kind: 'broken', reason: 'chain' }
  const failed = log.add(record)
  if (failed === undefined) return undefined
  const { cell, nth } = failed
  const from = log.covered
  return { kind: 'broken', reason: 'differs', cell, record: from, upTo: index, checkpoint: nth }
}

function endOf(
  cells: ReadonlyMap<CellId, CellLog>,
  logOf: (cell: CellId) => CellLog,
  checkpoints: ReadonlyMap<CellId, readonly NumberedCheckpoint[]>,
  records: number,
): LogVerdict {
  for (const cell of checkpoints.keys()) {
    const log = logOf(cell)
    const { next } = log
    if (next === undefined) continue
    const [record, upTo, checkpoint] = [log.chain.size, next.size - 1, next.nth]
    return { kind: 'broken', reason: 'missing', cell, record, upTo, checkpoint }
  }
  if (records === 0) return { kind: 'broken', reason: 'empty' }
  const covered = [...cells.values()].reduce((sum, log) => sum + log.covered, 0)
  const count = [...checkpoints.values()].reduce((sum, some) => sum + some.length, 0)
  return { kind: 'holds', cells: cells.size, records, covered, checkpoints: count }
}

/** The cell that a line names, and which record of it the line should be. */
function placeOf(
  text: string,
  cells: ReadonlyMap<CellId, CellLog>,
): { cell?: CellId; record?: number } {
  const digits = /^(0|[1-9]\d{0,9}),/.exec(text)?.[1]
  const only = cells.size === 1 ? [...cells.keys()][0] : undefined
  const cell = digits === undefined ? only : Number(digits)
  if (cell === undefined) return cells.size === 0 ? { record: 0 } : {}
  return { cell, record: cells.get(cell)?.chain.size ?? 0 }
}

function readCheckpoints({
  notes,
  keys,
}: OutsideEvidence): Map<CellId, NumberedCheckpoint[]> | BrokenLog {
  const found = new Map<CellId, NumberedCheckpoint[]>()
  const roots = new Map<string, Buffer>()
  const texts = splitNotes(notes)
  if (texts.length === 0) return { kind: 'broken', reason: 'checkpoint', checkpoint: 1 }
  for (const [i, text] of texts.entries()) {
    const nth = i + 1
    const checkpoint = parseCheckpoint(text)
    const cell = checkpoint && cellOfOrigin(checkpoint.origin)
    if (checkpoint === undefined || cell === undefined || checkpoint.size === 0) {
      return { kind: 'broken', reason: 'checkpoint', checkpoint: nth }
    }
    const { origin, size, root } = checkpoint
    if (keys.length === 0 || !keys.every((key) => isSignedBy(checkpoint.note, key))) {
      return {
        kind: 'broken',
        reason: 'signature',
        checkpoint: nth,
        cell,
        record: 0,
        upTo: size - 1,
      }
    }
    const name = `${origin} ${size}`
    if (roots.get(name)?.equals(root) === false) {
      return { kind: 'broken', reason: 'fork', checkpoint: nth, cell, record: 0, upTo: size - 1 }
    }
    roots.set(name, root)
    const same = found.get(cell) ?? []
    if (same[0] !== undefined && same[0].origin !== origin) {
      return { kind: 'broken', reason: 'origin', checkpoint: nth, cell }
    }
    same.push({ ...checkpoint, cell, nth })
    found.set(cell, same)
  }
  return found
}

/** Fields of a record that has a hash at its end. */
const CHAINED_FIELDS = 12

function isChained(line: string): boolean {
  const fields = line.split(',')
  return (
    fields.length === CHAINED_FIELDS &&
    /^(0|[1-9]\d{0,9})$/.test(fields[0] as string) &&
    /^[0-9a-f]{64}$/.test(fields.at(-1) as string)
  )
}
