/** One line of the audit trail: what was asked for, by whom, and what was decided. */
import { ACTIONS, RESOURCES, type Envelope, type Refusal } from '../envelope.ts'
import type { AgentId, CellId, VirtualUs } from '../../kernel/units.ts'

/** What the control path decided about a message. */
export type Decision = 'allow' | Refusal

export interface AuditRecord {
  readonly cell: CellId
  /** Position in the cell's trail, from 0. */
  readonly index: number
  /** Virtual time of the decision. */
  readonly at: VirtualUs
  /** The claimed sender; proven if the decision came after authentication. */
  readonly from: AgentId
  /** The receiver that decided. */
  readonly to: AgentId
  readonly action: string
  readonly resource: string
  readonly workId: number
  /** The agent that the message is about, or −1. */
  readonly subject: number
  /**
   * 64 hex digits by `TextDigest`: SHA-256 of the text alone, SHA-512/256 of provenance and text where
   * the message carries one, SHA3-256 where the text is ill-formed UTF-16.
   */
  readonly textHash: string
  readonly decision: string
}

const ACTION_WORDS: ReadonlySet<string> = new Set(ACTIONS)
const RESOURCE_WORDS: ReadonlySet<string> = new Set(RESOURCES)

/**
 * The canonical line: numbers, words of closed lists and hex, separated by commas. A refused message
 * can hold anything; what is not a number or a known word is written as `?`.
 */
export function formatRecord(
  cell: CellId,
  index: number,
  at: VirtualUs,
  envelope: Envelope,
  receiver: AgentId,
  textHash: string,
  decision: Decision,
): string {
  const action = actionWord(envelope)
  const resource = RESOURCE_WORDS.has(envelope.resource) ? envelope.resource : '?'
  return `${cell},${index},${at},${whole(envelope.from)},${receiver},${action},${resource},${whole(envelope.workId)},${whole(envelope.subject)},${textHash},${decision}`
}

/** The action as the record says it. */
export function actionWord(envelope: Envelope): string {
  return ACTION_WORDS.has(envelope.action) ? envelope.action : '?'
}

/** The text that the record's hash is of: '' if a refused message holds none. */
export function recordedText(envelope: Envelope): string {
  return typeof envelope.text === 'string' ? envelope.text : ''
}

/** Reads a line, with or without a chain hash at its end. Undefined if it is not a record. */
export function parseRecord(line: string): AuditRecord | undefined {
  const fields = line.split(',')
  if (fields.length < 11) return undefined
  const [cell, index, at, from, to, action, resource, workId, subject, textHash, decision] =
    fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
  return {
    cell: Number(cell),
    index: Number(index),
    at: Number(at),
    from: Number(from),
    to: Number(to),
    action,
    resource,
    workId: Number(workId),
    subject: Number(subject),
    textHash,
    decision,
  }
}

function whole(value: number): number | '?' {
  return Number.isSafeInteger(value) ? value : '?'
}
