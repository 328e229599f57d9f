import type { AgentId, VirtualUs } from '../../kernel/units.ts'

/**
 * The receivers that a sender has addressed within the window. A known one passes always, a new one
 * only while there is room: the working set of the virus throttle (Williamson, HPL-2002-172).
 */
export class FanOutSet {
  /** Time of the newest message to each receiver; the map is in the order of these times. */
  private readonly newest = new Map<AgentId, VirtualUs>()

  /** True if the receiver fits within `capacity`; only then is it remembered. */
  admits(receiver: AgentId, now: VirtualUs, capacity: number, windowUs: VirtualUs): boolean {
    if (!this.newest.delete(receiver)) {
      for (const [other, at] of this.newest) {
        if (now - at < windowUs) break
        this.newest.delete(other)
      }
      if (this.newest.size >= capacity) return false
    }
    this.newest.set(receiver, now)
    return true
  }
}
