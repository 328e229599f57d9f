/** Publishing a run: one file, `index.html`, beside the raw files that it is derived from. */
import { join } from 'node:path'
import { writeFileDurably } from '../results/durable-write.ts'
import type { RunManifest, TrialRecord } from '../results/record.ts'
import { renderPage } from './page/page.ts'
import { buildViewModel } from './view-model.ts'

/**
 * HTML text of the dashboard. A pure function of the records: the same bytes for the same run, in
 * whatever order its trials are given.
 */
export async function renderDashboard(
  manifest: RunManifest,
  trials: readonly TrialRecord[],
): Promise<string> {
  const { view, figures } = buildViewModel(manifest, trials)
  return renderPage(view, figures)
}

/**
 * Writes `index.html` into a run folder, whole or not at all, and returns its path. Throws
 * `OUT_NOT_WRITABLE` and leaves an older page as it was if it cannot be written.
 */
export async function publishRun(
  dir: string,
  manifest: RunManifest,
  trials: readonly TrialRecord[],
): Promise<string> {
  const text = await renderDashboard(manifest, trials)
  const path = join(dir, 'index.html')
  await writeFileDurably(path, text)
  return path
}
