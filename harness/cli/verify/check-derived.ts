/** Whether what a run publishes is what its stored records say. */
import { join } from 'node:path'
import type { ChangedFile } from '../../../results/digests.ts'
import { judgeObjectives, objectivesOf } from '../../../results/objectives/run-objectives.ts'
import { readRegularFile } from '../../../results/regular-file.ts'
import { concludeRun } from '../../../results/run-validity.ts'
import { MANIFEST_FILE } from '../../../results/store.ts'
import type { StoredRun } from '../../../results/read-run.ts'

/** Derives every table and the dashboard again and compares them byte for byte. */
export async function checkDerived(
  dir: string,
  { manifest, trials }: StoredRun,
): Promise<{ readonly files: number; readonly changed: readonly ChangedFile[] }> {
  const { exportTexts } = await import('../../../results/export/write-exports.ts')
  const { renderDashboard } = await import('../../../dashboards/publish.ts')
  const derived = new Map(exportTexts(manifest, trials))
  derived.set('index.html', await renderDashboard(manifest, trials))
  const changed: ChangedFile[] = []
  for (const [file, text] of derived) {
    const stored = (await readRegularFile(join(dir, file)))?.toString('utf8')
    if (stored === undefined) changed.push({ file, what: 'is missing' })
    else if (stored !== text) {
      const what = 'is not what run.json and cells.jsonl give'
      changed.push({ file, line: firstDifference(stored, text), what })
    }
  }
  const objectives = objectivesOf(manifest).length === 0 ? [] : judgeObjectives(manifest, trials)
  if (
    manifest.state !== 'running' &&
    JSON.stringify(manifest.objectives ?? []) !== JSON.stringify(objectives)
  ) {
    changed.push({ file: MANIFEST_FILE, what: 'has other verdicts of objectives than its trials' })
  }
  const { noise, validity } = concludeRun(manifest, trials)
  // Runs of before runs were judged have none.
  if (
    manifest.validity !== undefined &&
    JSON.stringify([manifest.noise, manifest.validity]) !== JSON.stringify([noise, validity])
  ) {
    changed.push({
      file: MANIFEST_FILE,
      what: 'has another validity or noise floor than its trials',
    })
  }
  return { files: derived.size, changed }
}

/** 1-based line. */
function firstDifference(a: string, b: string): number {
  const [one, other] = [a.split('\n'), b.split('\n')]
  let i = 0
  while (i < one.length - 1 && one[i] === other[i]) i++
  return i + 1
}
