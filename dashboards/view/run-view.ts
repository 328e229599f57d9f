/**
 * A run's trials and derived rows, sorted into the cells that tables and charts show. Nothing is computed
 * here: statistics come from `results/summary`. A cell that was planned and has no trial is kept, so
 * that what is missing can be said.
 */
import type { CompletedTrial, FailedTrial, RunManifest, TrialRecord } from '../../results/record.ts'
import type { Estimate } from '../../results/stats/interval.ts'
import { type AuthOverheadRow, authOverheadRows } from '../../results/summary/auth-overhead.ts'
import { type ComparisonRow, comparisonRows } from '../../results/summary/comparison.ts'
import { type IncidentRow, incidentRows } from '../../results/summary/incident.ts'
import {
  judgingOf,
  type NoiseRow,
  noiseRows,
  type RunJudging,
} from '../../results/summary/noise.ts'
import { type ScalingRow, scalingRows } from '../../results/summary/scaling.ts'
import type { Series } from '../chart/theme.ts'
import type { Measured } from '../format.ts'
import { paletteOf } from './palette.ts'
import { seriesName } from './series-name.ts'

/** One architecture (and topology) under one profile at one size. */
export interface CellView {
  readonly entrant: string
  readonly series: Series
  readonly architecture: string
  readonly profile: string
  readonly agents: number
  readonly completed: readonly CompletedTrial[]
  readonly failed: readonly FailedTrial[]
  /** The derived rows are absent where nothing was completed. */
  readonly row: ComparisonRow | undefined
  readonly scaling: ScalingRow | undefined
  /** Absent also where no trial had an incident. */
  readonly incident: IncidentRow | undefined
}

export interface RunView {
  readonly manifest: RunManifest
  readonly series: readonly Series[]
  /** Name of the series that ratios are to: the first of the manifest. */
  readonly baseline: string
  readonly profiles: readonly string[]
  /** Ascending. */
  readonly sizes: readonly number[]
  /** The largest size at which anything was measured, if any. */
  readonly largest: number | undefined
  /** Rows of the comparison, in the order of sizes, profiles and series. */
  readonly cells: readonly CellView[]
  /** By series, size and level. */
  readonly auth: readonly AuthOverheadRow[]
  readonly trials: readonly TrialRecord[]
  readonly judging: RunJudging
  /** By size; empty without A/A pairs. */
  readonly noise: readonly NoiseRow[]
}

/** Sorts a run. The order of `trials` does not matter. */
export function viewRun(manifest: RunManifest, unsorted: readonly TrialRecord[]): RunView {
  const trials = [...unsorted].sort((a, b) => a.position - b.position || a.trial - b.trial)
  const main = trials.filter((trial) => trial.purpose === 'main')
  const series = paletteOf(manifest.entrants)
  const baseline = series[0]?.name ?? ''
  const profiles = unique(manifest.entrants.map((entrant) => entrant.profile))
  const sizes = unique([...manifest.sizes, ...main.map((trial) => trial.agents)]).sort(
    (a, b) => a - b,
  )
  const judging = judgingOf(trials, manifest)
  // Ratios compare entrants under the same profile, so each profile has its own baseline.
  const rows = profiles.flatMap((profile) =>
    comparisonRows(
      main.filter((trial) => trial.profile === profile),
      manifest.entrants.find(
        (entrant) => entrant.profile === profile && seriesName(entrant.entrant) === baseline,
      )?.entrant,
      judging,
    ),
  )
  const scaling = scalingRows(main)
  const incidents = incidentRows(main)
  const cells = sizes.flatMap((agents) =>
    profiles.flatMap((profile) =>
      series.flatMap((one): CellView[] => {
        const record = manifest.entrants.find(
          (entrant) => entrant.profile === profile && seriesName(entrant.entrant) === one.name,
        )
        if (record === undefined) return []
        const { entrant, architecture } = record
        const isOwn = (row: { readonly entrant: string; readonly agents: number }): boolean =>
          row.entrant === entrant && row.agents === agents
        const own = main.filter(isOwn)
        const completed = own.filter((trial) => trial.kind === 'completed')
        return [
          {
            entrant,
            series: one,
            architecture,
            profile,
            agents,
            completed: completed.toSorted((a, b) => a.trial - b.trial),
            failed: own.filter((trial) => trial.kind === 'failed'),
            row: completed.length === 0 ? undefined : rows.find(isOwn),
            scaling: completed.length === 0 ? undefined : scaling.find(isOwn),
            incident: incidents.find(isOwn),
          },
        ]
      }),
    ),
  )
  const measured = cells.filter((cell) => cell.row !== undefined).map((cell) => cell.agents)
  return {
    manifest,
    series,
    baseline,
    profiles,
    sizes,
    largest: measured.length === 0 ? undefined : Math.max(...measured),
    cells,
    auth: authOverheadRows(trials).filter((row) => row.addedCpuUsPerTask.value !== null),
    trials,
    judging,
    noise: noiseRows(trials),
  }
}

/** An estimate that has a value, or nothing. */
export function measured(estimate: Estimate | undefined): Measured | undefined {
  if (estimate === undefined || estimate.value === null) return undefined
  return { value: estimate.value, low: estimate.low, high: estimate.high }
}

/** Why a cell has no figure, in words for the reader; never a zero. */
export function whyMissing(cell: CellView): string {
  const failed = cell.failed[0]
  return failed === undefined ? 'not run' : `failed: ${failed.code}`
}

/** A remark for each profile under which nothing was measured at the largest size. */
export function unmeasured(view: RunView): string[] {
  return view.profiles
    .filter((profile) =>
      view.cells.every(
        (cell) =>
          cell.profile !== profile || cell.agents !== view.largest || cell.row === undefined,
      ),
    )
    .map((profile) => `Not measured under the profile ${profile}.`)
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
