/** One cost in three lights: of a bare message, of a model call, and at the article's daily load. */
import type { AuthProbeRecord } from '../auth-probe-record.ts'
import type { TrialRecord } from '../record.ts'
import { mapQuartiles, type Quartiles, shareOfCore, shareOfModelCall } from '../stats/shares.ts'
import { bareUs, less } from './break-even.ts'
import { cellsOf, sumOf } from './cells.ts'

/** The article's "millions of micro-decisions daily". */
export const DAILY_DECISIONS = { least: 1e6, most: 10e6 } as const

/** A decision is taken to be a model call; its messages are the run's own. */
export interface MessagesPerDecision {
  readonly entrant: string
  readonly messages: number
}

/** What a level adds to a message. Shares are from 0 to 1. */
export interface DenominatorRow {
  readonly level: string
  readonly addedUs: Quartiles
  /** The message over a bare one. */
  readonly timesBare: number
  readonly modelCallMs: number
  readonly shareOfModelCall: Quartiles
  /** Entrants of the ladder with the fewest and the most messages; null without any. */
  readonly fewest: MessagesPerDecision | null
  readonly most: MessagesPerDecision | null
  /** Of one core, for the fewest messages at the least load and for the most at the highest. */
  readonly leastShareOfCore: number | null
  readonly mostShareOfCore: number | null
}

/** A row for each level of the probe but `A0`; none without a probe. */
export function denominatorRows(
  trials: readonly TrialRecord[],
  probe: AuthProbeRecord | undefined,
): DenominatorRow[] {
  const bare = bareUs(probe)
  if (probe === undefined || bare === undefined) return []
  const sorted = messagesPerDecision(trials).toSorted((a, b) => a.messages - b.messages)
  const fewest = sorted[0] ?? null
  const most = sorted.at(-1) ?? null
  const { callMs } = probe.model
  return probe.levels
    .filter(({ level }) => level !== 'A0')
    .map(({ level, messageUs }): DenominatorRow => {
      const addedUs = less(messageUs, bare)
      const core = (decisions: number, of: MessagesPerDecision | null): number | null =>
        of === null ? null : shareOfCore(addedUs.median, decisions, of.messages)
      return {
        level,
        addedUs,
        timesBare: messageUs.median / bare.median,
        modelCallMs: callMs,
        shareOfModelCall: mapQuartiles(addedUs, (us) => shareOfModelCall(us, bare.median, callMs)),
        fewest,
        most,
        leastShareOfCore: core(DAILY_DECISIONS.least, fewest),
        mostShareOfCore: core(DAILY_DECISIONS.most, most),
      }
    })
}

/** Envelopes for each model call of the entrants of the ladder, all levels together. */
function messagesPerDecision(trials: readonly TrialRecord[]): MessagesPerDecision[] {
  const cells = cellsOf(trials, 'auth')
  // Entrants of a ladder end in their level.
  const names = [...new Set(cells.map(({ entrant }) => entrant.split('/')[0] as string))]
  return names.flatMap((entrant) => {
    const own = cells
      .filter((cell) => cell.entrant.split('/')[0] === entrant)
      .flatMap((cell) => cell.completed)
    const calls = sumOf(own, (trial) => trial.intrinsic.modelCalls)
    const messages = sumOf(own, (trial) => trial.intrinsic.envelopes) / calls
    return calls === 0 ? [] : [{ entrant, messages }]
  })
}
