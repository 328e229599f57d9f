/**
 * Progress on stderr. On a terminal one status line, redrawn only when a trial starts or ends, so
 * nothing is drawn inside a measured window; elsewhere one line a trial, without escape sequences.
 */
import type { TrialRecord } from '../../../results/record.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import type { PlannedTrial } from '../../plan/plan.ts'

export class Progress {
  private readonly stream: NodeJS.WriteStream
  private readonly planned: readonly PlannedTrial[]
  private readonly startedMs = hostNowMs()
  private readonly secondsByKind = new Map<string, { sum: number; count: number }>()
  private trialStartedMs = 0
  private position = 0

  constructor(planned: readonly PlannedTrial[], stream: NodeJS.WriteStream) {
    this.planned = planned
    this.stream = stream
  }

  started(trial: PlannedTrial, position: number): void {
    this.position = position
    this.trialStartedMs = hostNowMs()
    if (this.stream.isTTY) this.draw(`${describe(trial)} …`)
  }

  ended(record: TrialRecord, position: number): void {
    const seconds = (hostNowMs() - this.trialStartedMs) / 1000
    const kind = kindOf(record)
    const known = this.secondsByKind.get(kind) ?? { sum: 0, count: 0 }
    this.secondsByKind.set(kind, { sum: known.sum + seconds, count: known.count + 1 })
    this.position = position + 1
    const outcome = outcomeOf(record)
    if (this.stream.isTTY && record.kind === 'completed' && record.validity.valid) {
      this.draw(`${describe(record)} ${seconds.toFixed(1)} s`)
    } else {
      const left = this.timeLeft()
      this.clear()
      this.stream.write(
        `[${this.position}/${this.planned.length}] ${describe(record)}: ${outcome}, ` +
          `${seconds.toFixed(1)} s${left === '' ? '' : `; ${left} left`}\n`,
      )
    }
  }

  /** Removes the status line. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[2K')
  }

  private draw(text: string): void {
    const left = this.timeLeft()
    const line = `[${this.position}/${this.planned.length}] ${text}${left === '' ? '' : `  ${left} left`}`
    const width = this.stream.columns ?? 80
    this.stream.write(`\r\x1b[2K${line.slice(0, width - 1)}`)
  }

  /** From the mean time of trials of the same architecture and size, once one has been seen. */
  private timeLeft(): string {
    if (this.position === 0) return ''
    const elapsed = (hostNowMs() - this.startedMs) / 1000
    const overall = elapsed / Math.max(1, this.position)
    let seconds = 0
    for (const trial of this.planned.slice(this.position)) {
      const known = this.secondsByKind.get(kindOf(trial))
      seconds += known === undefined ? overall : known.sum / known.count
    }
    return seconds < 1 ? '' : formatSeconds(seconds)
  }
}

export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

function describe(trial: { entrant: string; agents: number; trial: number }): string {
  return `${trial.entrant} at ${trial.agents.toLocaleString('en-US')} agents, trial ${trial.trial + 1}`
}

function kindOf(trial: { architecture: string; topology: string; agents: number }): string {
  return `${trial.architecture}:${trial.topology} ${trial.agents}`
}

function outcomeOf(record: TrialRecord): string {
  if (record.kind === 'failed') return `failed (${record.code}: ${record.reason.split('\n')[0]})`
  const broken = record.validity.conditions.find((condition) => !condition.holds)
  return broken === undefined ? 'done' : `not valid (${broken.name}: ${broken.detail})`
}
