/** All counters of a trial's cell in one flat object: adapters, model and controls write to it. */
import type { Meter } from '../../adapters/contract.ts'
import { INTRINSIC_COUNTERS, type IntrinsicCounter } from '../../results/record.ts'
import type { ModelCounters } from '../world/model.ts'

export type Counters = Record<IntrinsicCounter, number> & Meter & ModelCounters

export function zeroCounters(): Counters {
  return Object.fromEntries(INTRINSIC_COUNTERS.map((name) => [name, 0])) as unknown as Counters
}

/** Adds `from` into `into`. */
export function addCounters(
  into: Record<IntrinsicCounter, number>,
  from: Readonly<Record<IntrinsicCounter, number>>,
): void {
  for (const name of INTRINSIC_COUNTERS) into[name] += from[name]
}
