/**
 * Which sequence numbers of one sender a receiver has seen. A sender numbers all that it sends, so a
 * receiver sees gaps of any size; the window therefore counts messages, not numbers.
 */

/** Messages by which one that was overtaken may still arrive late. */
export const REPLAY_WINDOW = 64

export class ReplayWindow {
  /** Numbers up to here are refused. */
  private floor = 0
  /** Ascending; the newest numbers seen. */
  private readonly seen: number[] = []

  /** True exactly once for a number above the floor; false for a duplicate or one too old. */
  accept(seq: number): boolean {
    if (seq <= this.floor) return false
    const { seen } = this
    let at = seen.length
    while (at > 0 && (seen[at - 1] as number) > seq) at--
    if (at > 0 && seen[at - 1] === seq) return false
    if (at === seen.length) seen.push(seq)
    else seen.splice(at, 0, seq)
    if (seen.length > REPLAY_WINDOW) this.floor = seen.shift() as number
    return true
  }
}
