/** Counts, from outside the control path, what becomes of messages before and after a crash. */
import { type Admitted, isRefused, type Refused } from '../../adapters/contract.ts'
import type { CellRuntime } from '../engine/cell-runtime.ts'
import type { VirtualUs } from '../kernel/units.ts'
import type { Crash } from './crash.ts'
import type { DrillRow } from './drill-document.ts'

export class DrillCount {
  private readonly crash: Crash
  private readonly killAtUs: VirtualUs
  private readonly before = { accepted: 0, refused: 0 }
  private readonly refused: Record<string, number> = {}
  private readonly cells: CellRuntime[] = []
  private accepted = 0
  private inWindow = 0

  constructor(crash: Crash, killAtUs: VirtualUs) {
    this.crash = crash
    this.killAtUs = killAtUs
  }

  watch(cell: CellRuntime): void {
    const { guard, timeline } = cell
    this.cells.push(cell)
    const admit = guard.admit.bind(guard)
    const open = guard.open.bind(guard)
    guard.admit = (message, receiver) => this.count(admit(message, receiver), timeline.now)
    guard.open = (message, receiver) => this.count(open(message, receiver), timeline.now)
  }

  read(): Pick<DrillRow, 'before' | 'after'> {
    const { before, refused } = this
    // Approvals suspend in the sinks what the path has let through.
    const isApproval = this.crash.control === 'approvals'
    const accepted = isApproval ? this.undecided() : this.accepted
    const timedOut = this.cells.reduce(
      (sum, cell) => sum + (cell.approvals?.tally.timedOut ?? 0),
      0,
    )
    return {
      before,
      after: {
        accepted,
        inWindow: this.inWindow,
        refused: timedOut === 0 ? refused : { ...refused, 'timed out': timedOut },
      },
    }
  }

  private count(outcome: Admitted | Refused, now: VirtualUs): Admitted | Refused {
    const { before, killAtUs, refused, crash } = this
    const isOk = !isRefused(outcome)
    if (isOk && crash.concerns?.(outcome) === false) return outcome
    if (now < killAtUs) {
      if (isOk) before.accepted++
      else before.refused++
    } else if (isRefused(outcome)) {
      refused[outcome.refused] = (refused[outcome.refused] ?? 0) + 1
    } else if (now < killAtUs + (crash.windowUs ?? 0)) this.inWindow++
    else this.accepted++
    return outcome
  }

  /** Actions that were neither stopped nor decided by a person, and do not wait any more. */
  private undecided(): number {
    let sum = 0
    for (const { approvals, counters } of this.cells) {
      if (approvals === undefined) continue
      const { tally, queue, approvers } = approvals
      const decided = approvers.tally.approved + approvers.tally.denied
      const stopped = tally.timedOut + tally.withdrawn + queue.pending().length
      sum += counters.approvals - decided - stopped - approvals.unasked
    }
    return sum
  }
}
