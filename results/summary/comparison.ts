/** The rows of the comparison: what each entrant did and cost at each size. */
import {
  type CompletedTrial,
  INTRINSIC_COUNTERS,
  type IntrinsicCounter,
  type TrialRecord,
} from '../record.ts'
import { type Estimate, medianInterval } from '../stats/interval.ts'
import { type Direction, pairedRatio, type Ratio } from '../stats/ratio.ts'
import { assignTiers } from '../stats/tiers.ts'
import {
  type Cell,
  type CellKey,
  cellsOf,
  keyOf,
  sumOf,
  uncensoredPairsOf,
  valuesOf,
} from './cells.ts'
import { judgingOf, type RunJudging } from './noise.ts'
import { type LatencySummary, summariseLatency, trialPercentile } from './percentile.ts'

/** Figures that entrants are compared by, and which way is good. */
export const COMPARED = {
  tasksPerCpuS: 'higher is better',
  tasksPerS: 'higher is better',
  coresToKeepUp: 'lower is better',
  idleBytesPerAgent: 'lower is better',
  p50Ms: 'lower is better',
  p99Ms: 'lower is better',
} as const satisfies Record<string, Direction>

export type ComparedFigure = keyof typeof COMPARED

export interface ComparisonRow extends CellKey {
  /** Completed trials, which the figures are of. */
  readonly n: number
  readonly failedTrials: number
  /** Of the `n`, those with a condition of validity that does not hold; they are in the figures. */
  readonly invalidTrials: number
  /** Sums over trials. */
  readonly tasks: {
    readonly offered: number
    readonly completed: number
    readonly failed: number
    readonly censored: number
    readonly right: number
    readonly wrong: number
  }
  readonly tasksPerCpuS: Estimate
  readonly tasksPerS: Estimate
  readonly cpuUsPerTask: Estimate
  readonly cpuUsPerEnvelope: Estimate
  /** CPU-seconds for each virtual second. */
  readonly coresToKeepUp: Estimate
  readonly peakRssMiB: Estimate
  readonly idleBytesPerAgent: Estimate
  readonly setupCpuS: Estimate
  readonly gcMs: Estimate
  readonly latency: LatencySummary
  readonly stalenessP50Ms: Estimate
  readonly briefStalenessP50Ms: Estimate
  /** Intrinsic work for each completed task, over all trials; null if none was completed. */
  readonly intrinsicPerTask: Readonly<Record<IntrinsicCounter, number>> | null
  /**
   * Against the baseline at the same size, paired by trial number; null for the baseline itself and
   * when none was named. A latency ratio has no value if the percentile of any pair is censored or has
   * too few tasks behind it.
   */
  readonly ratios: Readonly<Record<ComparedFigure, Ratio>> | null
  /**
   * Place by `tasksPerCpuS` among the entrants of the same size and profile, 1 the best; entrants of
   * different tiers are resolved from each other. Null without a completed trial.
   */
  readonly tier: number | null
}

/**
 * Comparison rows of the `main` trials; `baseline` is the entrant that ratios are taken to. Differences
 * below the noise floor of `judging` (default: that of these trials' A/A pairs) are not called any.
 */
export function comparisonRows(
  trials: readonly TrialRecord[],
  baseline?: string,
  judging: RunJudging = judgingOf(trials),
): ComparisonRow[] {
  const cells = cellsOf(trials, 'main')
  const tiers = tiersOf(cells, judging)
  return cells.map((cell) => {
    const reference =
      cell.entrant === baseline
        ? undefined
        : cells.find((other) => other.entrant === baseline && other.agents === cell.agents)
    return rowOf(cell, reference, tiers.get(cell) ?? null, judging)
  })
}

/** Tiers of cells by tasks per CPU-second, within each size and profile. */
function tiersOf(cells: readonly Cell[], judging: RunJudging): Map<Cell, number> {
  const tiersByCell = new Map<Cell, number>()
  const groups = new Map<string, Cell[]>()
  for (const cell of cells) {
    if (cell.completed.length === 0) continue
    const key = `${cell.agents} ${cell.profile}`
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  for (const group of groups.values()) {
    const rate = (cell: Cell): number =>
      medianInterval(valuesOf(cell.completed, FIGURES.tasksPerCpuS), 'log').value ?? 0
    const ordered = [...group].sort((a, b) => rate(b) - rate(a))
    const tiers = assignTiers(
      ordered,
      (better, worse) => ratioOf('tasksPerCpuS', better, worse, judging).verdict === 'better',
    )
    ordered.forEach((cell, i) => tiersByCell.set(cell, tiers[i] as number))
  }
  return tiersByCell
}

function rowOf(
  cell: Cell,
  reference: Cell | undefined,
  tier: number | null,
  judging: RunJudging,
): ComparisonRow {
  const { completed } = cell
  const estimate = (figure: (trial: CompletedTrial) => number | null): Estimate =>
    medianInterval(valuesOf(completed, figure), 'log')
  const tasks = (outcome: keyof ComparisonRow['tasks']): number =>
    sumOf(completed, (trial) => trial.tasks[outcome])
  return {
    ...keyOf(cell),
    n: completed.length,
    failedTrials: cell.failed,
    invalidTrials: cell.invalid,
    tasks: {
      offered: tasks('offered'),
      completed: tasks('completed'),
      failed: tasks('failed'),
      censored: tasks('censored'),
      right: tasks('right'),
      wrong: tasks('wrong'),
    },
    tasksPerCpuS: estimate(FIGURES.tasksPerCpuS),
    tasksPerS: estimate(FIGURES.tasksPerS),
    cpuUsPerTask: estimate((trial) => trial.cost.cpuUsPerTask),
    cpuUsPerEnvelope: estimate((trial) => trial.cost.cpuUsPerEnvelope),
    coresToKeepUp: estimate(FIGURES.coresToKeepUp),
    peakRssMiB: estimate((trial) => trial.cost.peakRssMiB),
    idleBytesPerAgent: estimate(FIGURES.idleBytesPerAgent),
    setupCpuS: estimate((trial) => trial.cost.setupCpuS),
    gcMs: estimate((trial) => trial.cost.gcMs),
    latency: summariseLatency(completed),
    stalenessP50Ms: estimate((trial) => trial.synthesis.stalenessP50Ms),
    briefStalenessP50Ms: estimate((trial) => trial.synthesis.briefStalenessP50Ms),
    intrinsicPerTask: intrinsicPerTask(completed),
    ratios: reference === undefined ? null : ratiosOf(cell, reference, judging),
    tier,
  }
}

const FIGURES: Readonly<Record<ComparedFigure, (trial: CompletedTrial) => number | null>> = {
  tasksPerCpuS: (trial) => trial.cost.tasksPerCpuS,
  tasksPerS: (trial) => trial.cost.tasksPerS,
  coresToKeepUp: (trial) => trial.cost.coresToKeepUp,
  idleBytesPerAgent: (trial) => trial.cost.idleBytesPerAgent,
  p50Ms: (trial) => trialPercentile(trial, 'p50Ms'),
  p99Ms: (trial) => trialPercentile(trial, 'p99Ms'),
}

/** The ratio of a figure between two cells of one size, as the run judges it. */
export function ratioOf(
  figure: ComparedFigure,
  cell: Cell,
  reference: Cell,
  judging: RunJudging,
): Ratio {
  const of = FIGURES[figure]
  const pairs = uncensoredPairsOf(cell, reference, of)
  return pairedRatio(pairs, COMPARED[figure], judging.of(cell.agents, of))
}

function ratiosOf(cell: Cell, reference: Cell, judging: RunJudging): Record<ComparedFigure, Ratio> {
  return Object.fromEntries(
    Object.keys(COMPARED).map((figure) => [
      figure,
      ratioOf(figure as ComparedFigure, cell, reference, judging),
    ]),
  ) as Record<ComparedFigure, Ratio>
}

function intrinsicPerTask(
  trials: readonly CompletedTrial[],
): Record<IntrinsicCounter, number> | null {
  const tasks = sumOf(trials, (trial) => trial.tasks.completed)
  if (tasks === 0) return null
  return Object.fromEntries(
    INTRINSIC_COUNTERS.map((counter) => [
      counter,
      sumOf(trials, (trial) => trial.intrinsic[counter]) / tasks,
    ]),
  ) as Record<IntrinsicCounter, number>
}
