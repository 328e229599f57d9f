/**
 * The keys of controls that people or a disk have a part in: approvals and the audit trail. All are
 * optional and have no default here, so that what a file leaves out stays the usual, and its digest.
 */
import { z } from 'zod'
import type { VirtualUs } from '../harness/kernel/units.ts'
import type { ApprovalSpec, AuditSpec } from './workload.ts'

/** `people.approvals`; `duration` is above zero. */
export function approvalsSection<D extends z.ZodType<VirtualUs, string>>(duration: () => D) {
  const probability = () => z.number().min(0).max(1)
  return z.strictObject({
    review: duration()
      .optional()
      .describe('Mean time that a person needs for one action. Default: 43.2s.'),
    reviewFloor: duration().optional().describe('Nobody decides faster. Default: 5s.'),
    timeout: duration()
      .optional()
      .describe('How long an action waits for a decision. Default: 30m.'),
    onTimeout: z
      .enum(['deny', 'allow'])
      .optional()
      .describe('What happens to an action that nobody decided in time. Default: deny.'),
    decisionTtl: duration()
      .optional()
      .describe('How long a decision may be used after it was made. Default: 5m.'),
    missFactor: z
      .number()
      .min(0)
      .max(10)
      .optional()
      .describe('Scales how often people miss a bad action; 0: they miss none. Default: 1.'),
    falseReject: probability()
      .optional()
      .describe('Probability that a good action is refused. Default: 0.01.'),
  })
}

/** `audit`; `duration` is above zero. */
export function auditSection<D extends z.ZodType<VirtualUs, string>>(duration: () => D) {
  return z.strictObject({
    durability: z
      .enum(['none', 'group', 'each'])
      .optional()
      .describe(
        'When records reach the disk: none is left to the system, group syncs once for many records, each syncs before every effect. Default: none.',
      ),
    groupRecords: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('group: most records that a crash may take. Default: 100.'),
    groupWindow: duration()
      .optional()
      .describe('group: longest that a record may wait, in host time. Default: 10ms.'),
    checkpointEvery: duration()
      .optional()
      .describe('L3: virtual time between signed checkpoints. Default: 1s.'),
  })
}

type RawApprovals = z.output<ReturnType<typeof approvalsSection>>
type RawAudit = z.output<ReturnType<typeof auditSection>>

const GROUP_RECORDS = 100
const GROUP_WINDOW_US = 10_000

/** Only what the file says. */
export function resolveApprovals(raw: RawApprovals): Partial<ApprovalSpec> {
  const { review, reviewFloor, timeout, onTimeout, decisionTtl, missFactor, falseReject } = raw
  return {
    ...(review === undefined ? {} : { reviewMeanUs: review }),
    ...(reviewFloor === undefined ? {} : { reviewFloorUs: reviewFloor }),
    ...(timeout === undefined ? {} : { timeoutUs: timeout }),
    ...(onTimeout === undefined ? {} : { onTimeout }),
    ...(decisionTtl === undefined ? {} : { decisionTtlUs: decisionTtl }),
    ...(missFactor === undefined ? {} : { missFactor }),
    ...(falseReject === undefined ? {} : { falseRejectProbability: falseReject }),
  }
}

export function resolveAudit(raw: RawAudit): AuditSpec {
  const { durability = 'none', groupRecords, groupWindow, checkpointEvery } = raw
  return {
    durability:
      durability === 'group'
        ? {
            fsync: 'group',
            records: groupRecords ?? GROUP_RECORDS,
            windowUs: groupWindow ?? GROUP_WINDOW_US,
          }
        : { fsync: durability },
    ...(checkpointEvery === undefined ? {} : { checkpointUs: checkpointEvery }),
  }
}
