/** Figure: from how many messages on a session is cheaper than signatures, predicted and observed. */
import { breakEvenChart, type ObservedCost, type PredictedCurve } from '../chart/break-even.ts'
import { type Axis, logAxis } from '../chart/scale.ts'
import { formatCount, formatFigure, formatInterval, formatNumber } from '../format.ts'
import { type BreakEvenRow, breakEvenRows, sessionUs } from '../../results/summary/break-even.ts'
import type { Quartiles } from '../../results/stats/shares.ts'
import { type Cell, type DataRow, type Figure, missing, type Panel, words } from './figure.ts'
import { type AuthCost, authCosts } from './overhead.ts'
import { measured, type RunView } from './run-view.ts'

/** Points of a drawn curve. */
const STEPS = 40
/** Messages that the axis shows at least. */
const LEAST_SPAN = [1, 64] as const

/** A panel for each level with sessions that the probe knows. */
export function breakEvenFigure(view: RunView): Figure {
  const probe = view.manifest.authProbe
  const rows = breakEvenRows(probe)
  const all = authCosts(view).filter((one) => one.row.messagesPerPair !== null)
  const largest = Math.max(0, ...all.map((one) => one.agents))
  const shown = all.filter((one) => one.agents === largest)
  const sessions = [...new Set(rows.map((row) => row.session))].toReversed()
  const axes = axesOf(rows, shown)
  return {
    id: 'break-even',
    title: 'Sessions or signatures',
    lede: `A session pays for a handshake once and for little with each message; signatures cost the same each time. Lines: predicted from what a handshake, a tag and a signature cost on this machine, timed after the trials, with a band for the quartiles. Dashed: the same when both agents have to be enrolled for it. Points: what the run's own paired trials measured${largest === 0 ? '' : ` at ${formatCount(largest)} agents`}, where its pairs were; filled for the session, hollow for signatures, with 95 % intervals. They include enrolment, which agents share over all their pairs.`,
    panels:
      axes === undefined
        ? []
        : sessions.map((session) => panelOf(session, rows, shown, view, axes)),
    notes: [
      ...sessions.flatMap((session) => sentence(session, rows)),
      ...unseen(sessions, shown),
      ...undrawn(shown),
      ...(probe === undefined
        ? [
            'No evidence: this run did not time authentication after its trials, so nothing is predicted.',
          ]
        : []),
    ],
    table: {
      caption: 'CPU time added to a message, measured and predicted, at the messages of a pair',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'Level', numeric: false },
        { title: 'Messages of a pair', numeric: true },
        { title: 'Measured', unit: 'µs added to a message', numeric: true },
        { title: 'Predicted, known agents', unit: 'µs', numeric: true },
        { title: 'Predicted, new agents', unit: 'µs', numeric: true },
      ],
      rows: all.map((one) => tableRow(one, rows, view)),
    },
  }
}

interface Axes {
  readonly x: Axis
  readonly y: Axis
}

function axesOf(rows: readonly BreakEvenRow[], shown: readonly AuthCost[]): Axes | undefined {
  if (rows.length === 0) return undefined
  const messages = [...LEAST_SPAN, ...shown.map((one) => one.row.messagesPerPair ?? 1)]
  const [least, most] = [Math.min(...messages), Math.max(...messages)]
  const costs = [
    ...rows.flatMap((row) => [sessionUs(row, least).p75, row.macUs.p25, row.signatureUs.p75]),
    ...shown.flatMap((one) => {
      const cost = measured(one.row.addedCpuUsPerSeal)
      return cost === undefined ? [] : [cost.value, cost.high ?? cost.value]
    }),
  ].filter((cost) => cost > 0)
  const floor = Math.min(...costs)
  return {
    x: { ...logAxis(messages), domain: [least, most] },
    y: logAxis([floor, ...costs]),
  }
}

function panelOf(
  session: string,
  rows: readonly BreakEvenRow[],
  shown: readonly AuthCost[],
  view: RunView,
  { x, y }: Axes,
): Panel {
  const own = rows.filter((row) => row.session === session)
  const known = own.find((row) => row.agents === 'known')
  const signing = known?.signing ?? ''
  const observed = shown.flatMap((one) => observedOf(one, session, signing, shown, y))
  const crossing = known?.breakEven
  return {
    heading: `${session} against ${signing}`,
    draw: (layout) =>
      breakEvenChart(
        {
          series: view.series.filter(({ name }) => observed.some((one) => one.series === name)),
          curves: curvesOf(own, x),
          observed,
          breakEven:
            crossing?.kind === 'messages'
              ? { messages: crossing.messages, text: formatNumber(crossing.messages) }
              : undefined,
          x,
          y,
          description: `CPU microseconds added to a message over the messages of a pair, ${session} against ${signing}. ${own.map(textOf).join(' ')} Measured: ${observed.map((one) => `${one.series} ${one.session ? session : signing} ${formatNumber(one.mid)} at ${formatNumber(one.messages)} messages`).join('; ') || 'nothing'}.`,
        },
        layout,
      ),
  }
}

function curvesOf(own: readonly BreakEvenRow[], { domain }: Axis): PredictedCurve[] {
  const [least, most] = domain
  const along = Array.from(
    { length: STEPS + 1 },
    (_, step) => least * (most / least) ** (step / STEPS),
  )
  const curve = (
    name: string,
    dash: readonly number[],
    cost: (messages: number) => Quartiles,
  ): PredictedCurve => ({
    name,
    dash,
    points: along.map((messages) => {
      const { p25, median, p75 } = cost(messages)
      return { messages, lo: p25, mid: median, hi: p75 }
    }),
  })
  const first = own[0]
  return [
    ...(first === undefined ? [] : [curve(first.signing, [1, 0], () => first.signatureUs)]),
    ...own.map((row) =>
      curve(
        row.agents === 'known' ? row.session : `${row.session} new`,
        row.agents === 'known' ? [1, 0] : [6, 4],
        (messages) => sessionUs(row, messages),
      ),
    ),
  ]
}

/** A point that the axis can show; an interval that reaches below it is cut there. */
function observedOf(
  one: AuthCost,
  session: string,
  signing: string,
  shown: readonly AuthCost[],
  y: Axis,
): ObservedCost[] {
  if (one.level !== session && one.level !== signing) return []
  const cost = measured(one.row.addedCpuUsPerSeal)
  // Signatures have no sessions, so their pairs are those of the session that they stand beside.
  const beside = shown.find((other) => other.level === session && other.series === one.series)
  const messages = (beside ?? one).row.messagesPerPair
  const [floor] = y.domain
  if (cost === undefined || messages === null || cost.value < floor) return []
  const { value: mid, low, high } = cost
  const lo = Math.max(floor, low ?? mid)
  return [
    { series: one.series, session: one.level === session, messages, lo, mid, hi: high ?? mid },
  ]
}

/** Points at or below zero have no place on a logarithmic axis. */
function undrawn(shown: readonly AuthCost[]): string[] {
  const below = shown.filter(({ row, level }) => {
    const cost = measured(row.addedCpuUsPerSeal)
    return cost !== undefined && cost.value <= 0 && level !== 'A1'
  })
  if (below.length === 0) return []
  const names = below.map((one) => `${one.series} ${one.level}`).join(', ')
  return [`Not drawn, because the measured difference is not above zero: ${names}.`]
}

/** Levels that are predicted and were not run. */
function unseen(sessions: readonly string[], shown: readonly AuthCost[]): string[] {
  if (shown.length === 0) return []
  return sessions
    .filter((session) => shown.every((one) => one.level !== session))
    .map(
      (session) =>
        `The ladder of this run has no ${session}, so its curve is a prediction without points.`,
    )
}

function sentence(session: string, rows: readonly BreakEvenRow[]): string[] {
  const own = rows.filter((row) => row.session === session)
  const known = own.find((row) => row.agents === 'known')
  const fresh = own.find((row) => row.agents === 'new')
  if (known === undefined) return []
  const enrolled =
    fresh === undefined ? '' : ` Where both agents have to be enrolled for it, ${fromText(fresh)}.`
  return [
    `By the probe, ${session} against ${known.signing} pays off ${fromText(known)}.${enrolled}`,
  ]
}

function textOf(row: BreakEvenRow): string {
  return `${row.session} pays off against ${row.signing} for ${row.agents} agents ${fromText(row)}.`
}

/** `from 4.17 messages of a pair on (3.58–8.00 by the quartiles)`. */
function fromText({ breakEven }: BreakEvenRow): string {
  if (breakEven.kind === 'never') return 'never: its messages cost no less than signed ones'
  const { messages, low, high } = breakEven
  const range =
    high === null
      ? `${formatNumber(low)} or more, perhaps never`
      : `${formatNumber(low)}–${formatNumber(high)}`
  return `from ${formatNumber(messages)} messages of a pair on (${range} by the quartiles)`
}

function tableRow(one: AuthCost, rows: readonly BreakEvenRow[], view: RunView): DataRow {
  const { row } = one
  const messages = row.messagesPerPair ?? 0
  const cost = measured(row.addedCpuUsPerSeal)
  return {
    architecture: row.architecture,
    profile: row.profile,
    agents: one.agents,
    slot: view.series.find(({ name }) => name === one.series)?.slot ?? 1,
    cells: [
      words(one.series, row.profile),
      { text: formatCount(one.agents), sort: one.agents },
      words(one.level),
      { text: formatNumber(messages), sort: messages },
      cost === undefined
        ? missing('no value')
        : { text: formatNumber(cost.value), detail: formatInterval(cost), sort: cost.value },
      predictedCell(one.level, 'known', messages, rows),
      predictedCell(one.level, 'new', messages, rows),
    ],
  }
}

function predictedCell(
  level: string,
  agents: BreakEvenRow['agents'],
  messages: number,
  rows: readonly BreakEvenRow[],
): Cell {
  const session = rows.find((row) => row.session === level && row.agents === agents)
  const signing = rows.find((row) => row.signing === level && row.agents === agents)
  const cost =
    session === undefined ? signing?.signatureUs : sessionUs(session, Math.max(1, messages))
  if (cost === undefined) return missing('no prediction')
  const { p25, median, p75 } = cost
  const text = formatFigure({ value: median, low: p25, high: p75 })
  return {
    text: text.slice(0, text.indexOf(' (')),
    detail: text.slice(text.indexOf('(') + 1, -1),
    sort: median,
  }
}
