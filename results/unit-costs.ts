/**
 * What units of an architecture's work cost in CPU time, and the table that a run charges by. The units
 * are the counters of a trial that stand for work, and the event itself.
 */
import type { PauseCosts } from '../harness/kernel/work-pauses.ts'
import type { IntrinsicCounter } from './record.ts'

/** Counters of work that may have a cost of its own. Bytes, waits and what is held count no work. */
const COUNTED = [
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

/**
 * Those, and what no counter of a trial has: tasks that came and that ended, syntheses that ended,
 * messages to other cells, tool calls that were carried out, and posts. Events that begin or end
 * something do more than others that count the same.
 */
export const COST_UNITS = [
  ...COUNTED,
  'taskStarts',
  'taskEnds',
  'synthesisEnds',
  'crossCellMessages',
  'toolEffects',
  'posts',
] as const

export type CostUnit = (typeof COST_UNITS)[number]

/** Host CPU time in µs of one of each. */
export interface WorkCosts {
  /** What every event takes, whatever it does. */
  readonly event: number
  /** For each wait or message that an event sends off. Absent: nothing. */
  readonly follow?: number
  readonly units: Readonly<Partial<Record<CostUnit, number>>>
}

/** Events of a core that are slow or fast together. */
export const SPELL_EVENTS = 256

/** What all of an event takes. */
export interface UnitCosts extends WorkCosts {
  /**
   * What an event has taken, by what it has done so far, when it reads the clock to send something off
   * or to end a task; the rest comes later and holds up only what else the core has to do. Absent: all
   * of it comes first.
   */
  readonly lead?: WorkCosts
  /**
   * An event takes its work times one of these, which are equally likely and 1 on average: alike events
   * do not take alike long. Absent: they do.
   */
  readonly spread?: readonly number[]
  /**
   * All work of `SPELL_EVENTS` events in a row on a core takes so many times as long, likewise drawn: a
   * program is slow for a while and fast for another. Absent: it is not.
   */
  readonly spells?: readonly number[]
  /** Interruptions that come on top of the work, each kind by itself. Absent: none. */
  readonly pauses?: readonly PauseCosts[]
}
