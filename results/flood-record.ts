/** What a flood of well-formed messages with wrong signatures came to. */
export interface FloodRecord {
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  /** Tasks of the flooded team that were done while the incident lasted. */
  readonly casesDone: number
  /** CPU time of the whole process while the incident lasted, the tasks included, in seconds. */
  readonly cpuS: number
}
