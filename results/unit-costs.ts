/**
 * What units of an architecture's work cost in CPU time, and the table that a run charges by. The units
 * are the counters of a trial that stand for work, and the event itself.
 */
import type { PauseCosts } from '../harness/kernel/work-pauses.ts'
import type { IntrinsicCounter } from './record.ts'

/** Work that may have a cost of its own. Bytes, waits and what is held count no work. */
export const COST_UNITS = [
  'modelCalls',
  'synthesisCalls',
  'promptMessages',
  'promptChars',
  'toolCalls',
  'envelopes',
  'deliveries',
  'serializations',
  'serializedChars',
  'stateWrites',
  'busEvents',
  'hops',
  'handshakes',
  'enrolments',
  'seals',
  'opens',
  'capabilityChecks',
  'decisions',
  'auditRecords',
] as const satisfies readonly IntrinsicCounter[]

export type CostUnit = (typeof COST_UNITS)[number]

/** Host CPU time in µs of one of each. `event` is what every event takes, whatever it does. */
export interface UnitCosts {
  readonly event: number
  readonly units: Readonly<Partial<Record<CostUnit, number>>>
  /** Interruptions that come on top of the work. Absent: none. */
  readonly pauses?: PauseCosts
}

/** CPU time of so much work in µs, events and pauses left out. */
export function workUs(
  costs: UnitCosts,
  counters: Readonly<Record<IntrinsicCounter, number>>,
): number {
  let sum = 0
  for (const unit of COST_UNITS) sum += counters[unit] * (costs.units[unit] ?? 0)
  return sum
}
