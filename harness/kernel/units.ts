/**
 * Units that every other module shares. Virtual time is a whole number of microseconds since the
 * start of the trial; a name that ends in `Us`, `Ms` or `S` says which unit a plain number is in.
 */

/** Virtual time or a virtual duration: a whole number of microseconds. */
export type VirtualUs = number

/** Number of an agent: 0…N−1 for employees' agents, then meta-agents of departments, divisions, apex. */
export type AgentId = number

/** Number of a cell (a department, a division or the apex): the unit of partition. */
export type CellId = number

export const MS = 1_000
export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/** Milliseconds (any number) as whole virtual microseconds. */
export function msToUs(ms: number): VirtualUs {
  return Math.round(ms * MS)
}

/** Virtual microseconds as milliseconds. */
export function usToMs(us: VirtualUs): number {
  return us / MS
}

/** Virtual microseconds as seconds. */
export function usToS(us: VirtualUs): number {
  return us / SECOND
}
