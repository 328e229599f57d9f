/**
 * L2: a synchronous hash chain. A record is appended before the effect; each one's SHA-256 covers the
 * one before, so an edited, deleted or reordered record breaks the chain where it was.
 *
 * Not detected, for want of a witness outside the process: cutting off the newest records, and
 * rewriting the whole chain.
 */
import { hash } from 'node:crypto'
import type { AgentId } from '../../kernel/units.ts'
import type { Envelope, Refusal } from '../envelope.ts'
import type { AuditContext, AuditStage } from './audit-stage.ts'
import { formatRecord, parseRecord, recordedText, type Decision } from './record.ts'

/** What the first record's hash covers in place of a predecessor's. */
const GENESIS = hash('sha256', 'muster/1/audit', 'hex')

export class HashChain implements AuditStage {
  readonly level = 'L2'
  private readonly context: AuditContext
  private readonly observers: Array<(line: string) => void> = []
  private index = 0
  private head = GENESIS

  constructor(context: AuditContext) {
    this.context = context
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    return this.record(envelope, receiver, 'allow')
  }

  refused(envelope: Envelope, receiver: AgentId, reason: Refusal): void {
    this.record(envelope, receiver, reason)
  }

  subscribe(observer: (line: string) => void): void {
    this.observers.push(observer)
  }

  close(): string {
    this.context.sink.close()
    return this.head
  }

  /** The chain grows only by what the sink took. */
  private record(envelope: Envelope, receiver: AgentId, decision: Decision): boolean {
    const { cell, clock, texts, counters, sink } = this.context
    const textHash = texts.of(recordedText(envelope))
    const body = formatRecord(cell, this.index, clock.now, envelope, receiver, textHash, decision)
    const head = link(this.head, body)
    const line = `${body},${head}`
    if (!sink.append(line)) return false
    this.head = head
    this.index++
    counters.auditRecords++
    for (const observer of this.observers) observer(line)
    return true
  }
}

/**
 * Index of the first record of one cell's complete trail at which the chain is broken, or −1. The
 * lines of a file that several cells share must be separated by cell first.
 */
export function verifyAuditLog(lines: readonly string[]): number {
  const check = new ChainCheck()
  return lines.findIndex((line) => !check.follows(line))
}

/** Follows one cell's chain from its first record, without keeping the records. */
export class ChainCheck {
  /** Records that were in order. */
  size = 0
  private head = GENESIS

  /** True if the line is the chain's next record. After a false one nothing follows. */
  follows(line: string): boolean {
    const end = line.lastIndexOf(',')
    const body = line.slice(0, end)
    this.head = link(this.head, body)
    if (line.slice(end + 1) !== this.head || parseRecord(body)?.index !== this.size) return false
    this.size++
    return true
  }
}

function link(previous: string, body: string): string {
  return hash('sha256', `${previous},${body}`, 'hex')
}
