/**
 * Columns of a CSV table. A compound figure (an estimate, a ratio) takes several, always under the same
 * endings: `Low` and `High` for the 95 % interval, `Min` and `Max` for the range over trials.
 */
import type { Estimate } from '../stats/interval.ts'
import type { Ratio } from '../stats/ratio.ts'
import type { CellKey } from '../summary/cells.ts'
import type { CensoredTime, Spread } from '../summary/incident.ts'
import type { Percentile } from '../summary/percentile.ts'
import { type CsvValue, toCsv } from './csv.ts'

/** One or more columns, and what a row puts into them. */
export interface Columns<R> {
  readonly names: readonly string[]
  readonly values: (row: R) => readonly CsvValue[]
}

/** A table of rows as CSV text. */
export function tableToCsv<R>(table: readonly Columns<R>[], rows: readonly R[]): string {
  return toCsv(
    table.flatMap((columns) => columns.names),
    rows.map((row) => table.flatMap((columns) => columns.values(row))),
  )
}

/** The columns that name a row's cell. */
export function keyColumns<R extends CellKey>(): Columns<R> {
  return {
    names: ['entrant', 'architecture', 'topology', 'profile', 'agents'],
    values: (row) => [row.entrant, row.architecture, row.topology, row.profile, row.agents],
  }
}

/** `name`. */
export function plain<R>(name: string, pick: (row: R) => CsvValue): Columns<R> {
  return { names: [name], values: (row) => [pick(row)] }
}

/** `name`, `nameLow`, `nameHigh`. */
export function estimate<R>(name: string, pick: (row: R) => Estimate): Columns<R> {
  return {
    names: [name, `${name}Low`, `${name}High`],
    values: (row) => {
      const { value, low, high } = pick(row)
      return [value, low, high]
    },
  }
}

/** `nameRatio`, `nameRatioLow`, `nameRatioHigh`, `nameVerdict`, and `nameNoiseFloor`, the factor (≥ 1). */
export function ratio<R>(name: string, pick: (row: R) => Ratio | null): Columns<R> {
  return {
    names: [
      `${name}Ratio`,
      `${name}RatioLow`,
      `${name}RatioHigh`,
      `${name}Verdict`,
      `${name}NoiseFloor`,
    ],
    values: (row) => {
      const found = pick(row)
      return found === null
        ? [null, null, null, null, null]
        : [found.ratio, found.low, found.high, found.verdict, found.noiseFloor ?? null]
    },
  }
}

/**
 * `nameMs`, `nameMsLow`, `nameMsHigh`, `nameCensored`, which is true if the percentile is longer than
 * any latency that ended, and empty if there was no task, and `nameNeeds`: the tasks that are needed
 * where there are too few to have a percentile.
 */
export function percentile<R>(name: string, pick: (row: R) => Percentile): Columns<R> {
  return {
    names: [`${name}Ms`, `${name}MsLow`, `${name}MsHigh`, `${name}Censored`, `${name}Needs`],
    values: (row) => {
      const found = pick(row)
      switch (found.kind) {
        case 'value':
          return [found.ms, found.lowMs, found.highMs, false, null]
        case 'censored':
          return [null, null, null, true, null]
        case 'too few':
          return [null, null, null, null, found.needs]
        case 'none':
          return [null, null, null, null, null]
      }
    },
  }
}

/** `name` (the median), `nameMin`, `nameMax`. */
export function spread<R>(name: string, pick: (row: R) => Spread): Columns<R> {
  return {
    names: [name, `${name}Min`, `${name}Max`],
    values: (row) => {
      const { median, min, max } = pick(row)
      return [median, min, max]
    },
  }
}

/** `nameShare`, `nameMedianMin`, `nameRestrictedMeanMin`. */
export function censoredTime<R>(name: string, pick: (row: R) => CensoredTime): Columns<R> {
  return {
    names: [`${name}Share`, `${name}MedianMin`, `${name}RestrictedMeanMin`],
    values: (row) => {
      const { share, medianMin, restrictedMeanMin } = pick(row)
      return [share, medianMin, restrictedMeanMin]
    },
  }
}
