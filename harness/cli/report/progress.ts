/**
 * Progress on stderr. On a terminal one status line, redrawn only when a trial starts or ends, so
 * nothing is drawn inside a measured window; elsewhere one line a trial, without escape sequences.
 * A trial that failed or is not valid leaves its line on a terminal too.
 */
import type { TrialRecord } from '../../../results/record.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import type { PlannedTrial } from '../../plan/plan.ts'
import { formatSeconds } from './seconds.ts'
import { isLive, paintFor } from './terminal.ts'
import { TimeLeft } from './time-left.ts'

const ERASE_LINE = '\r\x1b[2K'
const DEFAULT_COLUMNS = 80

export class Progress {
  private readonly stream: NodeJS.WriteStream
  private readonly planned: readonly PlannedTrial[]
  private readonly nowMs: () => number
  private readonly live: boolean
  private readonly timeLeft = new TimeLeft()
  private trialStartedMs = 0
  private done = 0

  constructor(
    planned: readonly PlannedTrial[],
    stream: NodeJS.WriteStream,
    nowMs: () => number = hostNowMs,
  ) {
    this.planned = planned
    this.stream = stream
    this.nowMs = nowMs
    this.live = isLive(stream)
  }

  started(trial: PlannedTrial): void {
    this.trialStartedMs = this.nowMs()
    if (this.live) this.draw(`${describe(trial)} …`)
  }

  ended(record: TrialRecord): void {
    const seconds = (this.nowMs() - this.trialStartedMs) / 1000
    this.timeLeft.ended(record, seconds)
    this.done++
    const fault = faultOf(record)
    const took = `${seconds.toFixed(1)} s`
    if (this.live && fault === undefined) {
      this.draw(`${describe(record)}, ${took}`)
      return
    }
    this.clear()
    const outcome = fault === undefined ? 'done' : paintFor(this.stream)('red', fault)
    this.stream.write(`${this.count()} ${describe(record)}: ${outcome}, ${took}${this.left()}\n`)
  }

  /** Removes the status line. */
  clear(): void {
    if (this.live) this.stream.write(ERASE_LINE)
  }

  private draw(text: string): void {
    const line = `${this.count()} ${text}${this.left()}`
    const columns = this.stream.columns || DEFAULT_COLUMNS
    this.stream.write(`${ERASE_LINE}${line.slice(0, columns - 1)}`)
  }

  private count(): string {
    return `[${this.done}/${this.planned.length}]`
  }

  private left(): string {
    const seconds = this.timeLeft.estimate(this.planned.slice(this.done)) ?? 0
    return seconds < 1 ? '' : `; ${formatSeconds(seconds)} left`
  }
}

function describe(trial: { entrant: string; agents: number; trial: number }): string {
  return `${trial.entrant} at ${trial.agents.toLocaleString('en-US')} agents, trial ${trial.trial + 1}`
}

function faultOf(record: TrialRecord): string | undefined {
  if (record.kind === 'failed') return `failed (${record.code}: ${record.reason.split('\n')[0]})`
  const broken = record.validity.conditions.find((condition) => !condition.holds)
  return broken && `not valid (${broken.name}: ${broken.detail})`
}
