/** Opens the audit stage of a guard at its level. */
import type { ControlCounters } from '../counters.ts'
import type { GuardOptions } from '../guard-options.ts'
import type { TextDigest } from '../text-digest.ts'
import type { AuditStage } from './audit-stage.ts'
import { HashChain } from './hash-chain.ts'
import { DEFAULT_LOSS_SHARE, LossyAudit } from './lossy-audit.ts'
import { NoAudit } from './no-audit.ts'
import { discardingSink } from './sink.ts'
import { TransparencyLog } from './transparency-log.ts'

export function createAudit(
  options: GuardOptions,
  texts: TextDigest,
  counters: ControlCounters,
): AuditStage {
  const { levels, cell, seed, clock } = options
  if (levels.audit === 'L0') return new NoAudit()
  const sink = options.auditSink ?? discardingSink
  const context = { cell, seed, clock, texts, counters, sink }
  if (levels.audit === 'L3') return new TransparencyLog(context, options.auditCheckpointUs)
  return levels.audit === 'L2'
    ? new HashChain(context)
    : new LossyAudit(context, options.auditLossShare ?? DEFAULT_LOSS_SHARE)
}
