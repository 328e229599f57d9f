/** Network delays (simulated): log-normal with a floor, keyed by who, to whom and which message. */
import { logNormal, type Purpose } from '../kernel/random.ts'
import { msToUs, type VirtualUs } from '../kernel/units.ts'
import type { DelaySpec } from '../../workloads/workload.ts'

/** One delay in whole µs, never below the floor. */
export function delayUs(
  spec: DelaySpec,
  seed: number,
  what: Purpose,
  from: number,
  to: number,
  key: number,
): VirtualUs {
  const ms = logNormal(spec.medianMs, spec.sigma, seed, what, from, to, key)
  return msToUs(Math.max(ms, spec.minMs))
}

/** The lookahead of a workload: no message between cells is faster. */
export function lookaheadUs(crossDepartment: DelaySpec): VirtualUs {
  return Math.max(1, msToUs(crossDepartment.minMs))
}
