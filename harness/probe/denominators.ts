/** What the simulated model takes, as a denominator of costs; the shares are in `results/stats`. */
import type { LatencyProfile } from '../world/model-profiles.ts'

/** Answer of a step where a workload does not say. */
export const OUTPUT_TOKENS = 120

/** The article's load: 1 to 10 million decisions a day. */
export const DECISIONS_PER_DAY = [1e6, 10e6] as const

/** Milliseconds of a model call at the profile's reference prompt: the sum of its parts' medians. */
export function modelCallMs(profile: LatencyProfile, outputTokens: number): number {
  return profile.ttftMedianMs + profile.tpotMedianMs * outputTokens
}
