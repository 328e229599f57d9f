/** Trails at L3 that a test can attack. */
import type { GuardOptions } from '../../guard-options.ts'
import { draft, guardAt, pass } from '../../guard-fixture.ts'
import type { ControlLevels } from '../../levels.ts'
import { formatCheckpoint } from '../checkpoint/checkpoint.ts'
import { createSigner, signNote, type NoteSigner, type VerifierKey } from '../checkpoint/note.ts'
import type { AuditSink, TreeHead } from '../sink.ts'

/** Keeps lines and heads in memory, and signs as the harness would. */
export class OutsideSink implements AuditSink {
  readonly lines: string[] = []
  readonly heads: TreeHead[] = []
  readonly signer: NoteSigner = createSigner('muster/audit', 'log')
  /** Set to refuse checkpoints. */
  refusesCheckpoints = false

  append(line: string): boolean {
    this.lines.push(line)
    return true
  }

  checkpoint(head: TreeHead): boolean {
    if (this.refusesCheckpoints) return false
    this.heads.push(head)
    return true
  }

  close(): void {}

  /** The content of the file of checkpoints. */
  get notes(): string {
    return this.heads.map((head) => signNote(formatCheckpoint(head), this.signer)).join('')
  }

  get keys(): VerifierKey[] {
    return [this.signer.verifier]
  }
}

export interface Trail {
  readonly sink: OutsideSink
  readonly root: string
}

/** Thirty messages, ten virtual milliseconds apart, and a checkpoint every hundred. */
export function trail(
  levels: Partial<ControlLevels> = { audit: 'L3' },
  options: Partial<GuardOptions> = {},
  text = 'text',
): Trail {
  const sink = new OutsideSink()
  const guard = guardAt(levels, { auditSink: sink, auditCheckpointUs: 100_000, ...options })
  for (let i = 0; i < 30; i++) {
    guard.clock.now = 1_000 + i * 10_000
    pass(guard, draft({ workId: i, text: `${text} ${i}` }))
  }
  return { sink, root: guard.close().auditHead }
}
