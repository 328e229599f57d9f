/** The storm at start-up: enrolments and handshakes of the first virtual hour, and what they cost. */
import type { AuthProbeRecord } from '../auth-probe-record.ts'
import type { CompletedTrial, TrialKey, TrialRecord } from '../record.ts'
import type { StartUpRecord } from '../start-up-record.ts'
import type { Quartiles } from '../stats/shares.ts'
import { type CellKey, cellsOf, keyOf } from './cells.ts'
import { type Spread, spreadOf } from './incident.ts'

export interface StartUpRow extends CellKey {
  readonly purpose: TrialKey['purpose']
  readonly level: string
  /** Trials behind the figures. */
  readonly n: number
  /** Virtual minutes that were counted: the first hour, or a shorter window. */
  readonly minutes: number
  /** Means over the trials, a place for each virtual minute. */
  readonly handshakesByMinute: readonly number[]
  readonly enrolmentsByMinute: readonly number[]
  /** Of all counted minutes together. */
  readonly handshakes: Spread
  readonly enrolments: Spread
  /** Most handshakes of a minute. */
  readonly peak: Spread
  /**
   * CPU-seconds of the median trial's handshakes and enrolments at the probe's costs of one, with the
   * probe's quartiles; null without a probe.
   */
  readonly cpuS: Quartiles | null
}

type Started = CompletedTrial & { readonly startUp: StartUpRecord }

/** Rows by size, entrant and level, those of the comparison first. */
export function startUpRows(
  trials: readonly TrialRecord[],
  probe: AuthProbeRecord | undefined,
): StartUpRow[] {
  return (['main', 'auth'] as const).flatMap((purpose) =>
    cellsOf(trials, purpose).flatMap((cell): StartUpRow[] => {
      const started = cell.completed.filter((trial): trial is Started => 'startUp' in trial)
      const series = started.map((trial) => trial.startUp)
      if (series.length === 0) return []
      const handshakes = spreadOf(series.map((one) => total(one.handshakes)))
      const enrolments = spreadOf(series.map((one) => total(one.enrolments)))
      return [
        {
          ...keyOf(cell),
          purpose,
          level: cell.auth,
          n: series.length,
          minutes: Math.max(...series.map((one) => one.handshakes.length)),
          handshakesByMinute: meanOf(series.map((one) => one.handshakes)),
          enrolmentsByMinute: meanOf(series.map((one) => one.enrolments)),
          handshakes,
          enrolments,
          peak: spreadOf(series.map((one) => Math.max(...one.handshakes))),
          cpuS: cpuOf(probe, cell.auth, handshakes.median ?? 0, enrolments.median ?? 0),
        },
      ]
    }),
  )
}

function cpuOf(
  probe: AuthProbeRecord | undefined,
  level: string,
  handshakes: number,
  enrolments: number,
): Quartiles | null {
  if (probe === undefined) return null
  const setup = probe.breakEven.find((row) => row.session === level && row.agents === 'known')
  if (setup === undefined && handshakes > 0) return null
  const at = (of: keyof Quartiles): number =>
    (handshakes * Math.max(0, setup?.setupUs[of] ?? 0) + enrolments * probe.enrolmentUs[of]) / 1e6
  return { p25: at('p25'), median: at('median'), p75: at('p75') }
}

function meanOf(series: ReadonlyArray<readonly number[]>): number[] {
  const length = Math.max(...series.map((one) => one.length))
  return Array.from(
    { length },
    (_, minute) => total(series.map((one) => one[minute] ?? 0)) / series.length,
  )
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
