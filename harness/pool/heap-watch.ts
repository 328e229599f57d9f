/**
 * Ends a shard that needs more heap than it was given, before V8 would. A worker at V8's own limit is
 * not safe to rely on: Node gives it 16 MiB to come to a stop, and when it does not within those (one
 * promotion of a 64 MiB young generation is enough), the whole process is aborted, and with it the
 * run. So the limit that a user sets is checked here, and V8's is set higher (`hardLimitMiB`).
 */
import type { Architecture } from '../../adapters/contract.ts'
import type { TrialExchange } from '../engine/trial-exchange.ts'
import { MusterError } from '../kernel/errors.ts'
import { liveBytes, usedHeapBytes } from '../kernel/host-clock.ts'

const MIB = 1024 * 1024
/** Room for what one cell's opening or one window allocates, and a full young generation. */
const MARGIN_MIB = 256
/** Garbage that may gather near the limit before another collection is forced. */
const GARBAGE_MIB = 64
/** Looks at the other shards for each look at the heap, which costs a few microseconds. */
const LOOKS = 64

/** V8's limit for a shard that may use `limitMiB`, in MiB. */
export function hardLimitMiB(limitMiB: number): number {
  return Math.ceil(limitMiB * 1.25) + MARGIN_MIB
}

export class HeapWatch {
  private readonly limitBytes: number
  private forceAboveBytes: number
  private looks = 0

  constructor(limitMiB: number) {
    this.limitBytes = limitMiB * MIB
    this.forceAboveBytes = this.limitBytes
  }

  /** Throws WORKER_OUT_OF_MEMORY if more is in use than allowed, also after a collection. */
  check(): void {
    if (usedHeapBytes() <= this.forceAboveBytes) return
    liveBytes()
    const live = usedHeapBytes()
    if (live <= this.limitBytes) {
      this.forceAboveBytes = Math.max(this.limitBytes, live + GARBAGE_MIB * MIB)
      return
    }
    throw new MusterError(
      'WORKER_OUT_OF_MEMORY',
      `a worker needs more than its ${Math.round(this.limitBytes / MIB)} MiB of heap`,
    )
  }

  /** Checks before every cell that is opened. */
  watchOpening(architecture: Architecture): Architecture {
    return {
      ...architecture,
      open: (cell, topology) => {
        this.check()
        return architecture.open(cell, topology)
      },
    }
  }

  /** Checks at every 64th look at the other shards. */
  watchMeetings(exchange: TrialExchange): TrialExchange {
    return {
      steps: exchange.steps,
      begin: (lookaheadUs) => exchange.begin(lookaheadUs),
      advance: (earliest, outbox, until) => {
        if (++this.looks % LOOKS === 0) this.check()
        return exchange.advance(earliest, outbox, until)
      },
      end: () => exchange.end(),
      agree: (value) => exchange.agree(value),
      idleCpuUs: () => exchange.idleCpuUs(),
      get waitedMs() {
        return exchange.waitedMs
      },
    }
  }
}
