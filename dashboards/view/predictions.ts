/** What became of each prediction, sorted for the page: its verdict, its charts and its table. */
import { intervalChart, type IntervalRow } from '../chart/intervals.ts'
import { formatInterval, formatNumber } from '../format.ts'
import type { PredictionFigure, PredictionRecord } from '../../results/prediction-record.ts'
import type { Panel } from './figure.ts'

export const VERDICTS = ['held', 'did not hold', 'no evidence'] as const

/** How many predictions have each verdict. */
export function countVerdicts(
  predictions: readonly Pick<PredictionRecord, 'verdict'>[],
): Record<(typeof VERDICTS)[number], number> {
  const count = (kind: string): number =>
    predictions.filter(({ verdict }) => verdict.kind === kind).length
  return {
    held: count('held'),
    'did not hold': count('did not hold'),
    'no evidence': count('no evidence'),
  }
}

/** An interval as the page writes it, or the reason why there is none. */
export function intervalText({ value, low, high }: PredictionFigure): string {
  if (value === null) return 'never happened'
  return low === null || high === null ? 'a count' : formatInterval({ value, low, high })
}

/**
 * A panel for each kind of figure that has intervals to compare: figures are of one kind if their
 * names agree up to the first comma, and their units too.
 */
export function predictionPanels({ figures }: PredictionRecord): Panel[] {
  const kinds = new Map<
    string,
    { readonly figure: PredictionFigure; readonly row: IntervalRow }[]
  >()
  for (const figure of figures) {
    const { name, unit, value, low, high } = figure
    if (value === null || low === null || high === null) continue
    const [kind = '', ...rest] = name.split(', ')
    if (rest.length === 0) continue
    const row = { row: rest.join(', '), lo: low, mid: value, hi: high, text: formatNumber(value) }
    const key = `${kind}\u0000${unit}`
    kinds.set(key, [...(kinds.get(key) ?? []), { figure, row }])
  }
  return [...kinds.entries()].flatMap(([key, members]): Panel[] => {
    const [kind = '', unit = ''] = key.split('\u0000')
    const rows = members.map(({ row }) => row)
    if (rows.length < 2 || rows.every(({ lo, hi }) => lo === 0 && hi === 0)) return []
    const said = rows.map(({ row, mid, lo, hi }) => {
      return `${row}: ${formatNumber(mid)} (${formatInterval({ value: mid, low: lo, high: hi })})`
    })
    return [
      {
        heading: kind.charAt(0).toUpperCase() + kind.slice(1),
        draw: (layout) =>
          intervalChart(
            {
              rows,
              xTitle: unit === '' ? 'mean of the trials, 95 % interval' : `${unit}, 95 % interval`,
              description: `${kind}${unit === '' ? '' : `, ${unit}`}. ${said.join('. ')}.`,
            },
            layout,
          ),
      },
    ]
  })
}
