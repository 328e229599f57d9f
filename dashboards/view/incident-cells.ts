/** What the incident did, in words and in cells of tables. */
import type { CensoredTime, IncidentRow, Spread } from '../../results/summary/incident.ts'
import { formatMinutes, formatNumber } from '../format.ts'
import { type Cell, missing } from './figure.ts'
import { type CellView, whyMissing } from './run-view.ts'

/** A time of the incident in words; what never came within the horizon is said to be censored. */
export function timeCell(cell: CellView, event: 'detect' | 'contain'): Cell {
  const { incident } = cell
  if (incident === undefined) return missing(whyNoIncident(cell))
  if (incident.posted === 0) return missing('the post was refused')
  const { medianMin, reached } = incident[event]
  const verb = event === 'detect' ? 'detected' : 'contained'
  const share = `in ${reached} of ${incident.posted} trials`
  if (medianMin === null) {
    return {
      text: `not ${verb}`,
      detail: `in ${formatMinutes(incident.horizonMin)}, censored`,
      ...(reached === 0 ? {} : { ratio: `${verb} ${share}` }),
      sort: incident.horizonMin + 1,
    }
  }
  return { text: formatMinutes(medianMin), detail: share, sort: medianMin }
}

/** A count over trials: the median, and the range of the trials below it. */
export function spreadCell(cell: CellView, spread: Spread | undefined): Cell {
  if (spread === undefined || spread.median === null) return missing(whyNoIncident(cell))
  return { text: formatNumber(spread.median), detail: rangeText(spread), sort: spread.median }
}

/** An amount over trials in another unit. */
export function scaleSpread(spread: Spread | undefined, factor: number): Spread | undefined {
  if (spread === undefined) return undefined
  const scaled = (value: number | null): number | null => (value === null ? null : value * factor)
  return { median: scaled(spread.median), min: scaled(spread.min), max: scaled(spread.max) }
}

/** The range of the trials, e.g. `range 310–420`. */
export function rangeText({ min, max }: Spread): string {
  if (min === max) return 'in every trial'
  return min === null || max === null ? '' : `range ${formatNumber(min)}–${formatNumber(max)}`
}

/** A time that may never have come, for a sentence: `contained after 15.2 min`. */
export function timeText(verb: string, time: CensoredTime, row: IncidentRow): string {
  const { reached, medianMin } = time
  const share = `in ${reached} of ${row.posted} trials`
  const horizon = formatMinutes(row.horizonMin)
  if (row.posted === 0) return 'the post was refused'
  if (reached === 0) return `not ${verb} within ${horizon} (censored)`
  if (medianMin === null) return `${verb} only ${share} (median censored at ${horizon})`
  const seen = reached === row.posted ? '' : ` (${share})`
  return `${verb} after ${formatMinutes(medianMin)}${seen}`
}

/** Why a cell has no incident to report, in words. */
export function whyNoIncident(cell: CellView): string {
  return cell.row === undefined ? whyMissing(cell) : 'no incident'
}
