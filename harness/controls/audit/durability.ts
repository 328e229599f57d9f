/** When records are durable, and how many a crash can take: the declared window. */
import { MusterError } from '../../kernel/errors.ts'

/**
 * `none`: written by segments, synced by nobody. A crash of the process loses at most one segment,
 * one of the machine whatever its kernel had not written.
 *
 * `group`: written and synced once for up to `records` records, at the latest with the first record
 * that comes `windowUs` after the oldest that waits (or at a call of `tick`). A crash loses at most
 * the records that wait.
 *
 * `each`: written and synced before `append` returns, so before the effect. Nothing is lost.
 */
export type Durability =
  | { readonly fsync: 'none' }
  | {
      readonly fsync: 'group'
      /** Most records that may wait. */
      readonly records: number
      /** Longest that a record may wait, on the clock of the sink, while records keep coming. */
      readonly windowUs: number
    }
  | { readonly fsync: 'each' }

export const NOT_SYNCED: Durability = { fsync: 'none' }

/** Most records that one group may hold: its segment is kept in memory. */
const MOST_RECORDS = 100_000

/** Throws INTERNAL for a window that is none. */
export function checkDurability(durability: Durability): void {
  if (durability.fsync !== 'group') return
  const { records, windowUs } = durability
  if (Number.isInteger(records) && records >= 1 && records <= MOST_RECORDS && windowUs > 0) return
  throw new MusterError(
    'INTERNAL',
    `a group commit needs 1 to ${MOST_RECORDS} records and a window above zero`,
  )
}
