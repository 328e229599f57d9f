/** What one entrant's work costs on this machine, from trials of its own with other seeds. */
import type { TrialSpec } from '../engine/trial-spec.ts'
import { workCountsOf } from '../engine/work-counts.ts'
import { hostNowMs, watchCollections } from '../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { EventMeter } from './event-meter.ts'
import { runPass } from './pass.ts'

const CALIBRATION = purpose('twin.calibration')
/** Until hot paths are compiled, and then measured for as long. */
const WARM_UP_MS = 700
const MEASURE_MS = 1_000

/** Runs for about two seconds of host time. */
export async function calibrate(
  spec: Omit<TrialSpec, 'shards' | 'minCpuS' | 'warmUp' | 'host'>,
): Promise<Calibration> {
  const meter = new EventMeter()
  let nth = 0
  const repeat = async (forMs: number, metered: boolean): Promise<void> => {
    const start = hostNowMs()
    do {
      await runPass(
        { ...spec, seed: deriveSeed(spec.seed, CALIBRATION, nth++) },
        {
          opened: (cells) => {
            if (!metered) return
            for (const cell of cells) cell.timeline.workBy(meter.clockOf(workCountsOf(cell)))
          },
        },
      )
    } while (hostNowMs() - start < forMs)
  }
  await repeat(WARM_UP_MS, false)
  const watch = watchCollections()
  await repeat(MEASURE_MS, true)
  return fitCosts(meter, await watch.stop())
}
