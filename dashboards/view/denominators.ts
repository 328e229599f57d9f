/** Figure: the cost of a level beside a bare message, beside a model call, and at the article's load. */
import { formatNumber, formatShare } from '../format.ts'
import { type DenominatorRow, denominatorRows } from '../../results/summary/denominators.ts'
import type { Quartiles } from '../../results/stats/shares.ts'
import { type Cell, type Figure, missing, words } from './figure.ts'
import { AUTH_LEVELS } from './overhead.ts'
import type { RunView } from './run-view.ts'
import { seriesName } from './series-name.ts'

/** Smaller percentages are not told apart. */
const LEAST_PERCENT = 0.001

/** A table: a row for each level. */
export function denominatorFigure(view: RunView): Figure {
  const probe = view.manifest.authProbe
  const rows = denominatorRows(view.trials, probe)
  return {
    id: 'denominators',
    title: 'Much or little: three denominators',
    lede: `One cost in three lights. A message between two agents that know each other, timed on one core${probe === undefined ? '' : ` with the keys of ${probe.agents} agents after the trials`}; the model call that answers it (simulated${probe === undefined ? '' : `: ${probe.model.profile}, ${formatNumber(probe.model.callMs)} ms for ${probe.model.outputTokens} tokens`}); and the article's own load of 1 to 10 million decisions a day, a decision taken to be a model call with as many messages as the run had.`,
    panels: [],
    isTable: true,
    notes: rows.length === 0 ? [whyEmpty(view)] : sentence(rows),
    table: {
      caption: 'What a level adds to a message, over three denominators',
      columns: [
        { title: 'Level', numeric: false },
        { title: 'Added to a message', unit: 'µs, median and quartiles', numeric: true },
        { title: 'Of a bare message', unit: 'times', numeric: true },
        { title: 'With the model call', unit: '% of both', numeric: true },
        { title: 'At 1 M decisions a day', unit: '% of a core, fewest messages', numeric: true },
        { title: 'At 10 M decisions a day', unit: '% of a core, most messages', numeric: true },
      ],
      rows: rows.map((row) => ({
        architecture: '',
        profile: '',
        agents: 0,
        slot: 0,
        cells: [
          words(row.level, AUTH_LEVELS[row.level]),
          {
            text: formatNumber(row.addedUs.median),
            detail: `${formatNumber(row.addedUs.p25)}–${formatNumber(row.addedUs.p75)}`,
            sort: row.addedUs.median,
          },
          { text: `×${formatNumber(row.timesBare)}`, sort: row.timesBare },
          {
            text: percent(row.shareOfModelCall.median),
            detail: rangeOf(row.shareOfModelCall),
            sort: row.shareOfModelCall.median,
          },
          coreCell(row.leastShareOfCore, row.fewest),
          coreCell(row.mostShareOfCore, row.most),
        ],
      })),
    },
  }
}

function coreCell(share: number | null, of: DenominatorRow['most']): Cell {
  if (share === null || of === null) return missing('no messages counted')
  const detail = `${seriesName(of.entrant)}, ${formatNumber(of.messages)} a decision`
  return { text: percent(share), detail, sort: share }
}

/** Quartiles as percentages, unless both are too small to tell apart. */
function rangeOf({ p25, p75 }: Quartiles): string {
  const [low, high] = [percent(p25), percent(p75)]
  return low === high ? '' : `${low}–${high}`
}

function percent(share: number): string {
  const value = share * 100
  return value > 0 && value < LEAST_PERCENT ? `< ${LEAST_PERCENT}` : formatNumber(value)
}

function sentence(rows: readonly DenominatorRow[]): string[] {
  const row = rows.find(({ level }) => level === 'A3') ?? rows.at(-1)
  if (row === undefined) return []
  const { level, timesBare, shareOfModelCall, most, mostShareOfCore } = row
  const load =
    most === null || mostShareOfCore === null
      ? ''
      : `, and ${formatShare(mostShareOfCore)} of one core for the messages of 10 million decisions a day on ${seriesName(most.entrant)}`
  return [
    `The same ${formatNumber(row.addedUs.median)} µs of ${level} make a message ${formatNumber(timesBare)} times as dear as a bare one, are ${percent(shareOfModelCall.median)} % of a message and its model call${load}.`,
  ]
}

function whyEmpty(view: RunView): string {
  return view.trials.some((trial) => trial.purpose === 'auth')
    ? 'No evidence: this run did not time authentication after its trials.'
    : 'Not run: this run has no trials with authentication switched, so it was not timed either.'
}
