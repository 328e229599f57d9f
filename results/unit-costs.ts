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
  /**
   * Share of an event's work so far that was done when what follows from it was sent off; the rest comes
   * later and holds up only what else the core has to do. Default 1.
   */
  readonly lead?: number
  /**
   * An event takes its work times one of these, which are equally likely and 1 on average: alike events
   * do not take alike long. Absent: they do.
   */
  readonly spread?: readonly number[]
  /** Interruptions that come on top of the work, each kind by itself. Absent: none. */
  readonly pauses?: readonly PauseCosts[]
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
