/**
 * L3: the chain of L2, and every record a leaf of a Merkle log whose head goes outside the cell at a
 * declared interval of virtual time, to be signed with a key that the cell does not hold. Whoever
 * has a checkpoint sees that records were cut off, or the chain rewritten, before it.
 *
 * What is newer than the last checkpoint is protected as at L2 only.
 */
import { MusterError } from '../../kernel/errors.ts'
import { SECOND, type AgentId, type VirtualUs } from '../../kernel/units.ts'
import type { Envelope, Refusal } from '../envelope.ts'
import type { AuditContext, AuditStage } from './audit-stage.ts'
import { originOf } from './checkpoint/checkpoint.ts'
import { HashChain } from './hash-chain.ts'
import { leafHash } from './merkle/hashing.ts'
import { MerkleLog } from './merkle/merkle-log.ts'
import type { AuditSink } from './sink.ts'

/** Virtual time between checkpoints: every second, as public logs do. */
export const CHECKPOINT_EVERY_US: VirtualUs = SECOND

export class TransparencyLog implements AuditStage {
  readonly level = 'L3'
  private readonly chain: HashChain
  private readonly log = new MerkleLog()
  private readonly context: AuditContext
  private readonly takeCheckpoint: NonNullable<AuditSink['checkpoint']>
  private readonly everyUs: VirtualUs
  private readonly origin: string
  private checkpointed = 0
  private dueAt = Infinity
  private closed = false

  /** Throws INTERNAL for a sink that takes no checkpoints. */
  constructor(context: AuditContext, everyUs: VirtualUs = CHECKPOINT_EVERY_US) {
    const { sink, cell, seed } = context
    if (sink.checkpoint === undefined) {
      throw new MusterError('INTERNAL', 'audit L3 needs a sink that takes checkpoints')
    }
    if (!(everyUs > 0)) throw new MusterError('INTERNAL', 'audit L3 needs an interval above zero')
    this.context = context
    this.takeCheckpoint = sink.checkpoint.bind(sink)
    this.everyUs = everyUs
    this.origin = originOf(seed, cell)
    const append = (line: string): boolean => this.append(line)
    this.chain = new HashChain({ ...context, sink: { append, close: () => this.closeSink() } })
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    return this.chain.passes(envelope, receiver)
  }

  refused(envelope: Envelope, receiver: AgentId, reason: Refusal): void {
    this.chain.refused(envelope, receiver, reason)
  }

  subscribe(observer: (line: string) => void): void {
    this.chain.subscribe(observer)
  }

  /** Returns the Merkle root over all records, hex. */
  close(): string {
    this.chain.close()
    return this.log.root().toString('hex')
  }

  /** A checkpoint that is due comes first: without it no record is taken. */
  private append(line: string): boolean {
    const { clock, sink } = this.context
    const { now } = clock
    if (now >= this.dueAt && !this.checkpoint()) return false
    if (!sink.append(line)) return false
    // The interval begins with the first record that no checkpoint covers.
    if (this.log.size === this.checkpointed) this.dueAt = now + this.everyUs
    this.log.append(leafHash(line))
    return true
  }

  private checkpoint(): boolean {
    const { origin, log } = this
    const { size } = log
    const provesFrom = (oldSize: number): Buffer[] => log.consistencyProof(oldSize, size)
    if (!this.takeCheckpoint({ origin, size, root: log.root(), provesFrom })) return false
    this.checkpointed = size
    this.dueAt = Infinity
    return true
  }

  /** The last checkpoint covers every record. */
  private closeSink(): void {
    if (this.closed) return
    this.closed = true
    if (this.log.size > this.checkpointed) this.checkpoint()
    this.context.sink.close()
  }
}
