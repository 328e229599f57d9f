/** How long the rest of a run will take, from the trials that have ended. */

/** What a trial's time depends on most. */
export interface TimedTrial {
  readonly architecture: string
  readonly topology: string
  readonly agents: number
}

interface Mean {
  sum: number
  count: number
}

/**
 * A trial is expected to take the mean time of its own kind (system and size). A kind that has not
 * been seen is estimated from both margins: mean of its system × mean of its size ÷ mean of all.
 */
export class TimeLeft {
  private readonly byKind = new Map<string, Mean>()
  private readonly bySystem = new Map<string, Mean>()
  private readonly bySize = new Map<string, Mean>()
  private readonly all: Mean = { sum: 0, count: 0 }

  /** Adds the seconds that a trial took. */
  ended(trial: TimedTrial, seconds: number): void {
    add(this.all, seconds)
    addTo(this.byKind, kindOf(trial), seconds)
    addTo(this.bySystem, systemOf(trial), seconds)
    addTo(this.bySize, String(trial.agents), seconds)
  }

  /** Seconds that trials are expected to take one after another; undefined before any has ended. */
  estimate(trials: readonly TimedTrial[]): number | undefined {
    const overall = meanOf(this.all)
    if (overall === undefined) return undefined
    return trials.reduce((sum, trial) => sum + this.expected(trial, overall), 0)
  }

  private expected(trial: TimedTrial, overall: number): number {
    const own = meanOf(this.byKind.get(kindOf(trial)))
    if (own !== undefined) return own
    const system = meanOf(this.bySystem.get(systemOf(trial))) ?? overall
    const size = meanOf(this.bySize.get(String(trial.agents))) ?? overall
    return overall > 0 ? (system * size) / overall : 0
  }
}

function systemOf({ architecture, topology }: TimedTrial): string {
  return `${architecture}:${topology}`
}

function kindOf(trial: TimedTrial): string {
  return `${systemOf(trial)} ${trial.agents}`
}

function addTo(means: Map<string, Mean>, key: string, value: number): void {
  const mean = means.get(key) ?? { sum: 0, count: 0 }
  add(mean, value)
  means.set(key, mean)
}

function add(mean: Mean, value: number): void {
  mean.sum += value
  mean.count++
}

function meanOf(mean: Mean | undefined): number | undefined {
  return mean === undefined || mean.count === 0 ? undefined : mean.sum / mean.count
}
