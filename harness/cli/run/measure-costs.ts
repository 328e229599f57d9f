/** What an entrant's work costs here and now, measured on a fresh thread. */
import { runOnShards } from '../../pool/run-on-shards.ts'
import type { Calibration } from '../../twin/calibrate.ts'
import type { CalibrationSpec } from '../../twin/calibrate-entrant.ts'

const MODULE = 'harness/twin/calibrate-worker'

export async function measureCosts(spec: CalibrationSpec): Promise<Calibration> {
  const [measured] = await runOnShards<CalibrationSpec, Calibration>(
    MODULE,
    'calibrateHere',
    1,
    spec,
  )
  return measured as Calibration
}
