/** What a comparison of two runs says; the document of `muster compare --format json`. */

export const COMPARE_SCHEMA = 'muster/compare@1'

/**
 * Of B against A. `undecided`: measured, and the interval leaves it open. `no evidence`: not measured
 * well enough to say even that. `not comparable`: the workloads differ.
 */
export type ComparedVerdict =
  'better' | 'worse' | 'equivalent' | 'undecided' | 'no evidence' | 'not comparable'

/**
 * `exact`: figures of virtual time of the same trials in the same environment, so that any difference is
 * one of the code. `paired`: trials that share their seed, or their block. `unpaired`: neither.
 */
export type Pairing = 'exact' | 'paired' | 'unpaired' | 'none'

export interface ComparedRow {
  /** One name, or `A → B` where the sides are two entrants. */
  readonly entrant: string
  readonly agents: number
  readonly metric: string
  readonly unit: string
  readonly basis: 'virtual' | 'host'
  readonly pairing: Pairing
  /** Trials behind the figure of each side. */
  readonly nA: number
  readonly nB: number
  /** Medians over trials; null where nothing was measured or it is censored. */
  readonly a: number | null
  readonly b: number | null
  /** `ratio`: B / A. `difference`: B − A in the unit, where a value is 0 and there is no ratio. */
  readonly scale: 'ratio' | 'difference'
  readonly estimate: number | null
  /** All intervals of the comparison hold together at its confidence. */
  readonly low: number | null
  readonly high: number | null
  readonly verdict: ComparedVerdict
  readonly because: string
  /** Of `tasksPerCpuS` alone: the tier in each run, 1 the best. */
  readonly tierA?: number | null
  readonly tierB?: number | null
}

export interface ComparedSide {
  /** Folder, or how the side was run. */
  readonly from: string
  readonly name: string
  readonly startedAt: string
  readonly state: string
  readonly seed: number
  readonly workloadDigest: string
  readonly version: string
  readonly commit: string
  readonly trials: number
}

/** One thing in which the machine or the package differs. */
export interface Difference {
  readonly what: string
  readonly a: string
  readonly b: string
  /** `code`: what is compared may be just that. `machine`: host figures may differ for it. */
  readonly kind: 'machine' | 'code'
}

export interface ComparisonDocument {
  readonly schema: typeof COMPARE_SCHEMA
  readonly mode: 'stored' | 'interleaved'
  readonly a: ComparedSide
  readonly b: ComparedSide
  /** Within 1/(1+margin) … 1+margin two figures count as equivalent. */
  readonly margin: number
  /** Of all intervals together. */
  readonly confidence: number
  readonly differences: readonly Difference[]
  readonly sameWorkload: boolean
  /** What a reader must know before any row. */
  readonly notes: readonly string[]
  readonly rows: readonly ComparedRow[]
  /** Null unless something was to fail the comparison. */
  readonly gate: Gate | null
}

export interface Gate {
  readonly failOn: 'worse'
  readonly holds: boolean
  /** One line for each row that fails it. */
  readonly failing: readonly string[]
}

/** The gate of rows: whatever is worse fails it, and so does what nothing is known about. */
export function gateOf(rows: readonly ComparedRow[]): Gate {
  const failing = rows
    .filter((row) => ['worse', 'no evidence', 'not comparable'].includes(row.verdict))
    .map(
      (row) =>
        `${row.entrant} at ${row.agents} agents, ${row.metric}: ${row.verdict} (${row.because})`,
    )
  if (rows.length === 0) failing.push('there is nothing to compare')
  return { failOn: 'worse', holds: failing.length === 0, failing }
}
