/**
 * The sessions whose keys a cell holds: least recently used first out, and no session is used for a
 * message that was sealed after the session's time to live. Hits and misses are counted.
 */
import type { VirtualUs } from '../../kernel/units.ts'
import type { SessionCounters } from '../counters.ts'
import { KEYS_STATE_BYTES } from './proof-bytes.ts'

interface Entry<V> {
  readonly value: V
  readonly begunAt: VirtualUs
}

export class SessionCache<V> {
  private readonly capacity: number
  private readonly ttlUs: VirtualUs
  private readonly counters: SessionCounters
  /** In the order of use: a `Map` keeps the order of insertion. */
  private readonly entries = new Map<string, Entry<V>>()

  constructor(capacity: number, ttlUs: VirtualUs, counters: SessionCounters) {
    if (!(capacity >= 1) || !(ttlUs > 0)) throw new RangeError('session cache size')
    this.capacity = capacity
    this.ttlUs = ttlUs
    this.counters = counters
  }

  get size(): number {
    return this.entries.size
  }

  /**
   * The session, if it is held and may carry a message sealed at `sealedAt`. A session that is too
   * old for new messages stays until it is pushed out, because older messages may still be on their
   * way in it.
   */
  get(key: string, sealedAt: VirtualUs): V | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined || !isLive(entry.begunAt, sealedAt, this.ttlUs)) {
      this.counters.sessionMisses++
      return undefined
    }
    this.counters.sessionHits++
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.value
  }

  /** Holds a session that began at `begunAt`; pushes out the one that was not used for longest. */
  set(key: string, value: V, begunAt: VirtualUs): void {
    const before = this.entries.size
    this.entries.delete(key)
    if (this.entries.size >= this.capacity) {
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest)
        break
      }
    }
    this.entries.set(key, { value, begunAt })
    this.counters.sessionBytes += (this.entries.size - before) * KEYS_STATE_BYTES
  }
}

/** True if a session that began at `begunAt` may carry a message sealed at `sealedAt`. */
export function isLive(begunAt: VirtualUs, sealedAt: VirtualUs, ttlUs: VirtualUs): boolean {
  return begunAt <= sealedAt && sealedAt - begunAt < ttlUs
}
