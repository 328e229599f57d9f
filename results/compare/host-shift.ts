/** How much faster the host itself was in one of two runs than in the other. */
import type { RunManifest } from '../record.ts'

type Hosted = Pick<RunManifest, 'environment' | 'segments'>

/**
 * The largest factor (≥ 1) between readings of the clock's speed before and after either run. Trials of
 * one run share its host, so their spread does not show it. 1 without readings.
 */
export function hostShift(a: Hosted, b: Hosted): number {
  const [ofA, ofB] = [spins(a), spins(b)]
  return Math.max(
    1,
    ...ofA.flatMap((one) => ofB.map((other) => Math.max(one / other, other / one))),
  )
}

function spins({ environment, segments }: Hosted): number[] {
  const environments = segments?.map((segment) => segment.environment) ?? [environment]
  return environments
    .flatMap(({ noise }) => (noise === undefined ? [] : [noise.before, noise.after]))
    .flatMap((reading) => (reading !== undefined && reading.spinMs > 0 ? [reading.spinMs] : []))
}
