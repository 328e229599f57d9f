/**
 * A server with constant service s that is offered a request each gap g > s and stalls once for a
 * time L, right when a request comes. The requests of the stall and of the backlog after it are late:
 * the j-th of them (from 0) by L − j(g − s). Everything is exact, in whole microseconds.
 */
export interface Stall {
  readonly gapUs: number
  readonly serviceUs: number
  readonly stallUs: number
  /** Request at whose arrival the stall begins. */
  readonly stalledRequest: number
  readonly requests: number
}

/** Mean latency from the intended start. */
export function meanLatencyUs({ gapUs, serviceUs, stallUs, requests }: Stall): number {
  let late = 0
  for (let lag = stallUs; lag > 0; lag -= gapUs - serviceUs) late += lag
  return serviceUs + late / requests
}

/** The latency at rank ⌈q·n⌉ of n requests, from the intended start. */
export function latencyQuantileUs(
  { gapUs, serviceUs, stallUs, requests }: Stall,
  q: number,
): number {
  const longer = requests - Math.ceil(q * requests)
  return serviceUs + Math.max(0, stallUs - longer * (gapUs - serviceUs))
}
