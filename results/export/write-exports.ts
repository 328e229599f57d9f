/** Writes the tables of a run folder. */
import { join } from 'node:path'
import { COST_TABLE_FILE, costTableText } from '../cost-table.ts'
import { writeFileDurably } from '../durable-write.ts'
import { judgeObjectives, objectivesOf } from '../objectives/run-objectives.ts'
import type { RunManifest, TrialRecord } from '../record.ts'
import { authOverheadRows } from '../summary/auth-overhead.ts'
import { comparisonRows } from '../summary/comparison.ts'
import { incidentRows } from '../summary/incident.ts'
import { judgingOf } from '../summary/noise.ts'
import { breakEvenRows } from '../summary/break-even.ts'
import { denominatorRows } from '../summary/denominators.ts'
import { scalingRows } from '../summary/scaling.ts'
import { startUpRows } from '../summary/start-up.ts'
import { authCsv } from './auth-csv.ts'
import { containmentCsv } from './containment-csv.ts'
import { latencyCsv } from './latency-csv.ts'
import { objectivesCsv } from './objectives-csv.ts'
import { scalingCsv } from './scaling-csv.ts'
import { summaryCsv } from './summary-csv.ts'
import { breakEvenCsv, denominatorsCsv, startUpCsv } from './trust-csv.ts'

/** The exports of a run as file name → text; the same for the same trials in any order. */
export function exportTexts(
  manifest: RunManifest,
  trials: readonly TrialRecord[],
  baseline?: string,
): ReadonlyMap<string, string> {
  const comparison = comparisonRows(trials, baseline, judgingOf(trials, manifest))
  const { authProbe } = manifest
  return new Map([
    ['summary.csv', summaryCsv(manifest, comparison)],
    ['latency.csv', latencyCsv(comparison)],
    ['auth.csv', authCsv(authOverheadRows(trials))],
    ['break-even.csv', breakEvenCsv(breakEvenRows(authProbe))],
    ['start-up.csv', startUpCsv(startUpRows(trials, authProbe))],
    ['denominators.csv', denominatorsCsv(denominatorRows(trials, authProbe))],
    ['containment.csv', containmentCsv(incidentRows(trials))],
    ['scaling.csv', scalingCsv(scalingRows(trials))],
    // Only where something must hold, so that folders without objectives stay what they are.
    ...(objectivesOf(manifest).length === 0
      ? []
      : ([['objectives.csv', objectivesCsv(judgeObjectives(manifest, trials))]] as const)),
    ...(manifest.hosts === undefined
      ? []
      : ([[COST_TABLE_FILE, costTableText(manifest.hosts.table)]] as const)),
  ])
}

/**
 * Writes all exports into the folder, each whole or not at all, and returns their paths. Ratios in
 * `summary.csv` are taken to `baseline`, an entrant; without one those columns are empty. Throws
 * `OUT_NOT_WRITABLE`.
 */
export async function writeExports(
  dir: string,
  manifest: RunManifest,
  trials: readonly TrialRecord[],
  baseline?: string,
): Promise<string[]> {
  const paths: string[] = []
  for (const [file, text] of exportTexts(manifest, trials, baseline)) {
    const path = join(dir, file)
    await writeFileDurably(path, text)
    paths.push(path)
  }
  return paths
}
