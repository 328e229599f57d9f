/** What an entrant's work costs here and now, measured on a fresh thread. */
import { runOnShards } from '../../pool/run-on-shards.ts'
import type { Calibration } from '../../twin/calibrate.ts'
import type { PassSpec } from '../../twin/pass.ts'

const MODULE = 'harness/twin/calibrate-worker'

export async function measureCosts(trial: PassSpec): Promise<Calibration> {
  const [measured] = await runOnShards<PassSpec, Calibration>(MODULE, 'calibrateHere', 1, trial)
  return measured as Calibration
}
