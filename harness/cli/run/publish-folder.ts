/** Publishing a run folder from what is stored in it, so that a reader can derive the same bytes. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDigests } from '../../../results/digests.ts'
import { chainHead, wholeLines } from '../../../results/line-chain.ts'
import { judgeObjectives, objectivesOf } from '../../../results/objectives/run-objectives.ts'
import { readRun } from '../../../results/read-run.ts'
import type { RunManifest, TrialRecord } from '../../../results/record.ts'
import { concludeRun } from '../../../results/run-validity.ts'
import { TRIALS_FILE } from '../../../results/store.ts'

/** What is published of a folder. */
export interface PublishedRun {
  /** Path of the dashboard. */
  readonly page: string
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
}

/** Head of the chain over the trials that are stored. */
export async function headOf(dir: string, manifest: RunManifest): Promise<string> {
  return chainHead(manifest, wholeLines(await readFile(join(dir, TRIALS_FILE), 'utf8')))
}

/** The manifest with its objectives, noise and validity judged by the trials that are stored. */
export async function judged(dir: string, manifest: RunManifest): Promise<RunManifest> {
  const { trials } = await readRun(dir)
  const concluded = { ...manifest, ...concludeRun(manifest, trials) }
  if (objectivesOf(manifest).length === 0) return concluded
  return { ...concluded, objectives: judgeObjectives(concluded, trials) }
}

/**
 * Tables first: they are there even if a chart cannot be drawn. Digests last: a folder that has them
 * was published to its end.
 */
export async function publishFolder(dir: string): Promise<PublishedRun> {
  const { manifest, trials } = await readRun(dir)
  const { writeExports } = await import('../../../results/export/write-exports.ts')
  await writeExports(dir, manifest, trials)
  const { publishRun } = await import('../../../dashboards/publish.ts')
  const page = await publishRun(dir, manifest, trials)
  await writeDigests(dir)
  return { page, manifest, trials }
}
