/** The same cost against what a reader may compare it with. */

const DAY_US = 86_400e6

/** A measured cost, in any one unit: its median and quartiles. */
export interface Quartiles {
  readonly p25: number
  readonly median: number
  readonly p75: number
}

/** Share, 0 to 1, that the added cost has of a message and of the model call that answers it. */
export function shareOfModelCall(addedUs: number, bareUs: number, modelMs: number): number {
  return addedUs / (bareUs + addedUs + modelMs * 1_000)
}

/** Share of one core that a cost for each message takes at a daily load; 1 is the whole core. */
export function shareOfCore(
  costUs: number,
  decisionsPerDay: number,
  messagesPerDecision: number,
): number {
  return (costUs * decisionsPerDay * messagesPerDecision) / DAY_US
}

/** A function of the cost applied to its median and quartiles. */
export function mapQuartiles(cost: Quartiles, to: (value: number) => number): Quartiles {
  return { p25: to(cost.p25), median: to(cost.median), p75: to(cost.p75) }
}
