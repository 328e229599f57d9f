/**
 * L1: records without a chain, some of which are lost. The loss is MODELLED: a share of records, a
 * parameter, is dropped by a keyed draw, in place of a bounded queue that overflows.
 */
import { hashText, purpose, uniform } from '../../kernel/random.ts'
import type { AgentId } from '../../kernel/units.ts'
import type { Envelope, Refusal } from '../envelope.ts'
import type { AuditContext, AuditStage } from './audit-stage.ts'
import { actionWord, formatRecord, recordedText, type Decision } from './record.ts'

const LOSS = purpose('controls.audit.loss')

/** Share of records lost where the caller gives none. An assumption: no source gives a figure. */
export const DEFAULT_LOSS_SHARE = 0.1

export class LossyAudit implements AuditStage {
  readonly level = 'L1'
  private readonly context: AuditContext
  private readonly lossShare: number
  private readonly observers: Array<(line: string) => void> = []
  private index = 0

  constructor(context: AuditContext, lossShare: number) {
    this.context = context
    this.lossShare = lossShare
  }

  /** Never refuses: the message goes on whether its record was kept or lost. */
  passes(envelope: Envelope, receiver: AgentId): boolean {
    this.record(envelope, receiver, 'allow')
    return true
  }

  refused(envelope: Envelope, receiver: AgentId, reason: Refusal): void {
    this.record(envelope, receiver, reason)
  }

  subscribe(observer: (line: string) => void): void {
    this.observers.push(observer)
  }

  close(): string {
    this.context.sink.close()
    return ''
  }

  private record(envelope: Envelope, receiver: AgentId, decision: Decision): void {
    const { cell, clock, texts, counters, sink } = this.context
    const index = this.index++
    const textHash = texts.of(recordedText(envelope))
    const line = formatRecord(cell, index, clock.now, envelope, receiver, textHash, decision)
    if (this.isLost(envelope, textHash) || !sink.append(line)) {
      counters.auditDropped++
      return
    }
    counters.auditRecords++
    for (const observer of this.observers) observer(line)
  }

  /** Keyed by what the record says, so one report has the same luck in every architecture. */
  private isLost(envelope: Envelope, textHash: string): boolean {
    const { seed, cell } = this.context
    const what = hashText(textHash, hashText(actionWord(envelope)))
    return (
      uniform(seed, LOSS, cell, keyOf(envelope.workId), keyOf(envelope.from), what) < this.lossShare
    )
  }
}

/** A refused message can hold anything in place of a number. */
function keyOf(value: number): number {
  return Number.isSafeInteger(value) ? value : -1
}
