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
  /** True if whoever holds the outside evidence finds nothing wrong with these lines. */
  holds(lines: readonly string[]): boolean
}

function record(levels: ControlLevels): Recorded {
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
    mustPass(guard.admit(guard.seal(draft({ workId: nth })), 2))
  }
  guard.close()
  const signer = createSigner('muster/audit', 'log')
  const notes = heads.map((head) => signNote(formatCheckpoint(head), signer)).join('')
  const evidence = notes === '' ? undefined : { notes, keys: [signer.verifier] }
  const holds = (some: readonly string[]): boolean =>
    verifyLog(
      some.map((line) => `${line}\n`),
      evidence,
    ).kind === 'holds'
  return { lines, holds }
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
