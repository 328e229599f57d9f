/** Attacks on the trail after the fact: by somebody who may write its file, and all that lies beside. */
import { hash } from 'node:crypto'
import { formatCheckpoint } from '../../controls/audit/checkpoint/checkpoint.ts'
import { createSigner, signNote } from '../../controls/audit/checkpoint/note.ts'
import type { AuditSink, TreeHead } from '../../controls/audit/sink.ts'
import { verifyLog } from '../../controls/audit/verify-log.ts'
import { draft } from '../../controls/guard-fixture.ts'
import type { ControlLevels } from '../../controls/levels.ts'
import { type Attack, type AttackOutcome, cases, guardOf, mustPass } from './attack.ts'

const RECORDS = 30
const CHECKPOINT_US = 100_000

/** A trail of messages from agent 1, and what somebody outside keeps of it. */
interface Recorded {
  readonly lines: readonly string[]
  /** The checkpoints that were signed, one after another; '' if the level makes none. */
  readonly notes: string
  /** True if whoever holds the outside evidence finds nothing wrong with these lines. */
  holds(lines: readonly string[], more?: string): boolean
}

/** The log's own key, which whoever runs the log holds. */
const SIGNER = createSigner('muster/audit', 'log')

function record(levels: ControlLevels, text = 'hello'): Recorded {
  const lines: string[] = []
  const heads: TreeHead[] = []
  const sink: AuditSink = {
    append: (line) => lines.push(line) > 0,
    checkpoint: (head) => heads.push(head) > 0,
    close: () => {},
  }
  const guard = guardOf(levels, {
    auditSink: sink,
    auditCheckpointUs: CHECKPOINT_US,
    auditLossShare: 0,
  })
  for (let nth = 0; nth < RECORDS; nth++) {
    guard.clock.now = 1_000 + nth * 10_000
    mustPass(guard.admit(guard.seal(draft({ workId: nth, text })), 2))
  }
  guard.close()
  const notes = heads.map((head) => signNote(formatCheckpoint(head), SIGNER)).join('')
  const holds = (some: readonly string[], more = ''): boolean =>
    verifyLog(
      some.map((line) => `${line}\n`),
      notes === '' ? undefined : { notes: notes + more, keys: [SIGNER.verifier] },
    ).kind === 'holds'
  return { lines, notes, holds }
}

/** Blames agent 3 in the first record. */
export function edited(lines: readonly string[]): string[] {
  return lines.map((line, nth) =>
    nth === 0 ? line.replace(',1,2,request,', ',3,2,request,') : line,
  )
}

/** Blames agent 3 in every record, and makes the chain anew. */
export function rewritten(lines: readonly string[]): string[] {
  let head = hash('sha256', 'muster/1/audit', 'hex')
  return lines.map((line) => {
    const body = line.slice(0, line.lastIndexOf(',')).replace(',1,2,request,', ',3,2,request,')
    head = hash('sha256', `${head},${body}`, 'hex')
    return `${body},${head}`
  })
}

/** Without the five newest records. */
export function cutOff(lines: readonly string[]): string[] {
  return lines.slice(0, -5)
}

/** A trail that cannot be verified at all shows nothing, whatever is done to it. */
function hidden(
  levels: ControlLevels,
  tamper: (lines: readonly string[]) => readonly string[],
): AttackOutcome {
  const { lines, holds } = record(levels)
  return holds(lines) && !holds(tamper(lines)) ? 'verification' : 'succeeds'
}

export const EDIT: Attack = {
  id: 'AT10a',
  name: 'a record of the trail is edited',
  cases: [...cases('succeeds', 'L0', 'L1', 'A4/P2/L1'), ...cases('verification', 'L2', 'L3')],
  attempt: (levels) => hidden(levels, edited),
}

export const CUT: Attack = {
  id: 'AT10b',
  name: 'the end of the trail is cut off',
  cases: [...cases('succeeds', 'L1', 'L2', 'A4/L2'), ...cases('verification', 'L3')],
  attempt: (levels) => hidden(levels, cutOff),
}

export const REWRITE: Attack = {
  id: 'AT10c',
  name: 'the whole trail is written anew, its chain included',
  cases: [...cases('succeeds', 'L1', 'L2', 'A4/L2'), ...cases('verification', 'L3')],
  attempt: (levels) => hidden(levels, rewritten),
}

export const FORK: Attack = {
  id: 'AT10d',
  name: 'whoever runs the log keeps two histories, and shows each reader the one that suits',
  cases: [...cases('succeeds', 'L1', 'L2', 'A4/L2'), ...cases('verification', 'L3')],
  attempt: (levels) => {
    const [shown, other] = [record(levels), record(levels, 'another story')]
    if (!shown.holds(shown.lines)) return 'succeeds'
    // Two readers compare what they were given: the second holds the checkpoints of the other history.
    return shown.holds(shown.lines, other.notes) ? 'succeeds' : 'verification'
  },
}
