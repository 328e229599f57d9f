/** When agents enrolled and shook hands: a short series in virtual time. */
import { count, fields, list, type Shape } from './shape.ts'

/** Virtual minutes that the series has at most: the first hour. */
export const START_UP_MINUTES = 60

/** One place for each virtual minute from the start of the benign window; both are as long. */
export interface StartUpRecord {
  /** Handshakes begun in the minute, each a round trip between two agents. */
  readonly handshakes: readonly number[]
  /** Agents that enrolled with the authority because they had to send. */
  readonly enrolments: readonly number[]
}

/** The record as a check on parsed JSON. */
export const startUpShape: Shape<StartUpRecord> = fields<StartUpRecord>({
  handshakes: list(count),
  enrolments: list(count),
})
