/** Publishing a search for capacities: `index.html` beside `capacity.json`. */
import { join } from 'node:path'
import type { CapacityDocument } from '../results/capacity-record.ts'
import { writeFileDurably } from '../results/durable-write.ts'
import { renderCapacityPage } from './page/capacity-page.ts'

/**
 * Writes the page into a folder, whole or not at all, and returns its path. Throws `OUT_NOT_WRITABLE`
 * and leaves an older page as it was if it cannot be written.
 */
export async function publishCapacity(dir: string, document: CapacityDocument): Promise<string> {
  const path = join(dir, 'index.html')
  await writeFileDurably(path, await renderCapacityPage(document))
  return path
}
