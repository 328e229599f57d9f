/** The self-test that every run makes before its first trial. */
import type { MetrologyRecord } from '../../../results/metrology-record.ts'

/**
 * One seed for every self-test: its intervals are wrong for one seed in a hundred by design, and a
 * sound harness must not fail some runs by the seed that their user chose.
 */
export const METROLOGY_SEED = 1

/** The quick form on a thread of its own, which is gone before the first trial. */
export async function runSelfTest(): Promise<MetrologyRecord> {
  const { runQuickOnWorker } = await import('../../metrology/run-metrology.ts')
  const { extent, seed, rows, holds } = await runQuickOnWorker(METROLOGY_SEED)
  return { extent, seed, rows, holds }
}
