/**
 * Promises over virtual time, for frameworks that cannot take callbacks.
 *
 * Quiescence: code that only awaits promises (no timers, no I/O, no WebCrypto) is still after one
 * turn of the event loop, because Node drains all microtasks before a `setImmediate` callback runs.
 * So after an event that woke such code the shard waits one turn and only then lets time pass. Real
 * I/O must be registered with `track`, which holds the clock until it has settled.
 */
import type { Timeline } from './timeline.ts'
import type { VirtualUs } from './units.ts'

/** Shared by the cells of a shard: has framework code been woken, and is real I/O outstanding? */
export class Quiescence {
  private woken = false
  private outstanding = 0

  wake(): void {
    this.woken = true
  }

  /** True if the shard must wait before it runs another event. */
  get pending(): boolean {
    return this.woken || this.outstanding > 0
  }

  /** Resolves when all woken code is still. */
  async settle(): Promise<void> {
    do {
      this.woken = false
      await turn()
    } while (this.pending)
  }

  /** Holds the clock until a promise backed by real I/O has settled. */
  track<T>(io: Promise<T>): Promise<T> {
    this.outstanding++
    const release = (): void => {
      this.outstanding--
      this.woken = true
    }
    io.then(release, release)
    return io
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** The promise façade of one cell. */
export class PromiseFacade {
  private readonly timeline: Timeline
  private readonly quiescence: Quiescence

  constructor(timeline: Timeline, quiescence: Quiescence) {
    this.timeline = timeline
    this.quiescence = quiescence
  }

  /** Resolves after a virtual delay. */
  sleep(delay: VirtualUs): Promise<void> {
    return this.wait((resolve) => {
      this.timeline.after(delay, resolve, undefined)
    })
  }

  /**
   * A promise that `register` resolves from an event of this cell. Every awaitable thing in virtual
   * time must be made by this function, or the clock could run ahead of the code that it wakes.
   */
  wait<T>(register: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve) => {
      register((value) => {
        this.quiescence.wake()
        resolve(value)
      })
    })
  }

  /** Starts promise code from an event. A rejection goes to `failed`. */
  spawn(code: () => Promise<void>, failed: (error: unknown) => void): void {
    this.quiescence.wake()
    code().catch(failed)
  }

  /** Holds the clock until real I/O has settled. */
  track<T>(io: Promise<T>): Promise<T> {
    return this.quiescence.track(io)
  }
}
