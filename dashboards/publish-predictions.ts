/** Publishing what became of the predictions: `index.html` beside `predictions.json`. */
import { join } from 'node:path'
import { writeFileDurably } from '../results/durable-write.ts'
import type { PredictionsDocument } from '../results/prediction-record.ts'
import { renderPredictionsPage } from './page/predictions-page.ts'

/**
 * Writes the page into a folder, whole or not at all, and returns its path. Throws `OUT_NOT_WRITABLE`
 * and leaves an older page as it was if it cannot be written.
 */
export async function publishPredictions(
  dir: string,
  document: PredictionsDocument,
): Promise<string> {
  const path = join(dir, 'index.html')
  await writeFileDurably(path, await renderPredictionsPage(document))
  return path
}
