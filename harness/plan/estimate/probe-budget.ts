/**
 * How the probe shares out its time. It goes by CPU time, so that a busy machine makes the probe
 * longer and not worse, and ends early all the same when it has become too long.
 */

/** CPU time that a whole probe aims at, in ms. First windows are run even if they need more. */
export const PROBE_MS = 1_500
/** Host time after which nothing is begun that can be left out. */
export const PATIENCE_MS = 4_000

/** Tasks of a first window. */
export const FIRST_TASKS = 8

const GROWTHS = [8, 4, 2]

/** Two clocks in ms, whatever their origins. */
export interface Clocks {
  readonly cpuMs: () => number
  readonly hostMs: () => number
}

export class ProbeBudget {
  private readonly clocks: Clocks
  private readonly endMs: number
  private readonly patienceMs: number

  constructor(clocks: Clocks, budgetMs = PROBE_MS, patienceMs = PATIENCE_MS) {
    this.clocks = clocks
    this.endMs = clocks.cpuMs() + budgetMs
    this.patienceMs = clocks.hostMs() + patienceMs
  }

  /** CPU time that is left, in ms; none when patience is over. */
  get leftMs(): number {
    const { cpuMs, hostMs } = this.clocks
    return hostMs() >= this.patienceMs ? 0 : Math.max(0, this.endMs - cpuMs())
  }

  /** A part of what is left: as `weight` is to `weights`, its own included. */
  part(weight: number, weights: number): ProbeBudget {
    const patienceMs = Math.max(0, this.patienceMs - this.clocks.hostMs())
    return new ProbeBudget(this.clocks, (this.leftMs * weight) / weights, patienceMs)
  }

  /**
   * How many times the tasks of the last window the next one may have: 8, 4 or 2 as time is left, or
   * none. Larger windows take less for each task, so fewer and larger ones use the time best.
   */
  growth(lastCpuMs: number): number | undefined {
    return GROWTHS.find((times) => times * lastCpuMs < this.leftMs)
  }
}
