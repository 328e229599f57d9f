/**
 * The noise floor: how different one system seems from itself. An A/A pair is two trials of the same
 * entrant with the same seed in the same block, so all that lies between them is the host.
 */
import { studentTQuantile } from './student-t.ts'
import { CONFIDENCE } from './interval.ts'

export interface NoiseFloor {
  /** A/A pairs behind it. */
  readonly pairs: number
  /** Root mean square of the log ratios: their true mean is known to be 0, so none is estimated. */
  readonly sdLog: number
}

/** From the log ratios of A/A pairs; undefined without one. */
export function noiseFloorOf(logRatios: readonly number[]): NoiseFloor | undefined {
  const pairs = logRatios.length
  if (pairs === 0) return undefined
  const squares = logRatios.reduce((sum, d) => sum + d * d, 0)
  return { pairs, sdLog: Math.sqrt(squares / pairs) }
}

/**
 * Factor (≥ 1) within which 95 % of ratios of a system to itself over so many pairs fall:
 * exp(t(m)·s/√n), with m degrees of freedom for m A/A pairs. A ratio closer to 1 is no difference.
 */
export function floorFactor({ pairs, sdLog }: NoiseFloor, n: number): number {
  return Math.exp((studentTQuantile((1 + CONFIDENCE) / 2, pairs) * sdLog) / Math.sqrt(n))
}

/** True if a ratio over n pairs stands out of the noise. */
export function isAboveFloor(ratio: number, n: number, floor: NoiseFloor): boolean {
  return Math.abs(Math.log(ratio)) > Math.log(floorFactor(floor, n))
}
