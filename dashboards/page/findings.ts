/**
 * What the run shows, in sentences made from its figures. A sentence that compares carries the
 * interval that it rests on; where the interval leaves the question open, the sentence says so.
 */
import { comparisonRows } from '../../results/summary/comparison.ts'
import type { Ratio } from '../../results/stats/ratio.ts'
import type { Spread } from '../../results/summary/incident.ts'
import {
  formatCount,
  formatFigure,
  formatInterval,
  formatList,
  formatMs,
  formatNumber,
  formatRatio,
  formatShare,
} from '../format.ts'
import { floorText } from '../view/comparison.ts'
import { rangeText, timeText } from '../view/incident-cells.ts'
import { percentileText } from '../view/latency.ts'
import { AUTH_LEVELS, authCosts } from '../view/overhead.ts'
import { type CellView, measured, type RunView } from '../view/run-view.ts'
import { html, type Html } from './html.ts'

export interface Finding {
  readonly about: string
  readonly sentences: readonly string[]
  /** Anchor of the figure that it is taken from. */
  readonly figure: string
}

/** All findings of a run; a subject without measurements gives none. */
export function findingsOf(view: RunView): Finding[] {
  const found: Finding[] = [
    { about: 'Outcome', sentences: outcome(view), figure: 'comparison' },
    { about: 'Throughput', sentences: perProfile(view, throughput), figure: 'scaling' },
    { about: 'Scaling', sentences: perProfile(view, scaling), figure: 'scaling' },
    { about: 'Latency', sentences: perProfile(view, latency), figure: 'latency' },
    { about: 'Price of trust', sentences: authentication(view), figure: 'auth' },
    {
      about: 'Incident',
      sentences: [...perProfile(view, incident), ...detectionBySize(view)],
      figure: 'incident',
    },
  ]
  return found.filter((finding) => finding.sentences.length > 0)
}

/** The list at the top of the page; `names` are those of the series. */
export function renderFindings(findings: readonly Finding[], names: readonly string[]): Html {
  if (findings.length === 0) {
    return html`<p>Nothing was measured in this run, so there is nothing to find.</p>`
  }
  return html`<ul class="findings">
    ${findings.map(
      (finding) =>
        html`<li>
          <span class="about">${finding.about}</span>
          <div>
            ${finding.sentences.map((sentence) => html`<p>${emphasise(sentence, names)}</p> `)}
            <p class="more">
              <a href="#${finding.figure}"
                >${finding.figure === 'comparison' ? 'To the table' : 'To the chart'}</a
              >
            </p>
          </div>
        </li> `,
    )}
  </ul> `
}

/** Intervals stand back and names stand out, so that a sentence can be skimmed. */
function emphasise(sentence: string, names: readonly string[]): Html[] {
  return sentence.split(/(\([^()]*\))/).map((part, index) => {
    if (index % 2 === 1) return html`<span class="aside">${part}</span>`
    const words = part.split(/(\s+|[,;:.]+(?=\s|$))/)
    return html`${words.map((word) => (names.includes(word) ? html`<b>${word}</b>` : word))}`
  })
}

function outcome(view: RunView): string[] {
  const rows = view.cells.flatMap((cell) => cell.row ?? [])
  if (rows.length === 0) return []
  const sum = (count: 'offered' | 'completed' | 'failed' | 'censored' | 'right'): number =>
    rows.reduce((total, row) => total + row.tasks[count], 0)
  const completed = sum('completed')
  const right = sum('right')
  return [
    `Of ${formatCount(completed)} completed tasks, the oracle judged ${formatCount(right)} right (${formatShare(right / Math.max(1, completed))}).`,
    sum('failed') + sum('censored') === 0
      ? `All ${formatCount(sum('offered'))} offered tasks ended.`
      : `Of ${formatCount(sum('offered'))} offered, ${formatCount(sum('failed'))} failed and ${formatCount(sum('censored'))} had not ended when the clock stopped.`,
  ]
}

/** One paragraph for each profile, about its cells at the largest size. */
function perProfile(
  view: RunView,
  say: (cells: readonly CellView[], where: string, view: RunView) => string | undefined,
): string[] {
  const { largest } = view
  if (largest === undefined) return []
  return view.profiles.flatMap((profile) => {
    const cells = view.cells.filter(
      (cell) => cell.profile === profile && cell.agents === largest && cell.row !== undefined,
    )
    if (cells.length === 0) return []
    return say(cells, `At ${formatCount(largest)} agents, ${profile}`, view) ?? []
  })
}

function throughput(cells: readonly CellView[], where: string, view: RunView): string | undefined {
  const [first, second] = cells
    .flatMap((cell) => {
      const tasks = measured(cell.row?.tasksPerCpuS)
      return tasks === undefined ? [] : [{ cell, tasks }]
    })
    .toSorted((a, b) => b.tasks.value - a.tasks.value)
  if (first === undefined) return undefined
  const own = `${where}: ${first.cell.series.name} completes ${formatFigure(first.tasks)} tasks per CPU-second`
  if (second === undefined) return `${own}.`
  const ratio = comparisonRows(view.trials, second.cell.entrant, view.judging).find(
    (row) => row.entrant === first.cell.entrant && row.agents === first.cell.agents,
  )?.ratios?.tasksPerCpuS
  const next = `${second.cell.series.name} ${formatFigure(second.tasks)}`
  return ratio === undefined || ratio.ratio === null
    ? `${own}, and ${next}.`
    : `${own}, and ${next}; their ratio is ${ratioText(ratio)}, ${verdictWords(ratio, view.judging.margin)}.`
}

function scaling(cells: readonly CellView[], where: string, view: RunView): string | undefined {
  const parts = cells.flatMap((cell) => {
    const ratio = cell.scaling?.toSmallest
    if (ratio === undefined || ratio === null || ratio.ratio === null) return []
    return [`${cell.series.name} ${ratioText(ratio)}`]
  })
  const smallest = view.sizes[0]
  if (parts.length === 0 || smallest === undefined) return undefined
  return `${where}, a CPU-second does this multiple of the tasks that it does at ${formatCount(smallest)}: ${formatList(parts)}.`
}

function latency(cells: readonly CellView[], where: string): string | undefined {
  const summaries = cells.flatMap((cell) =>
    cell.row === undefined ? [] : [{ name: cell.series.name, ...cell.row.latency }],
  )
  const reasons = new Set(summaries.map(({ p99 }) => percentileText(p99)))
  // The same reason for each of them is said once, with what there is instead.
  if (summaries.length > 1 && reasons.size === 1 && summaries[0]?.p99.kind === 'too few') {
    const halves = summaries.map(({ name, p50 }) =>
      p50.kind === 'value'
        ? `${name} ${formatFigure({ value: p50.ms, low: p50.lowMs, high: p50.highMs }, formatMs)}`
        : `${name} ${percentileText(p50)}`,
    )
    return `${where}, half of the tasks are done, in virtual time, within: ${formatList(halves)}. How long 99 of 100 take: ${[...reasons].join('')}.`
  }
  const parts = cells.flatMap((cell) => {
    const summary = cell.row?.latency
    if (summary === undefined) return []
    const { p99, censoredShare } = summary
    const text =
      p99.kind === 'value'
        ? formatFigure({ value: p99.ms, low: p99.lowMs, high: p99.highMs }, formatMs)
        : percentileText(p99)
    const share = censoredShare === 0 ? '' : ` with ${formatShare(censoredShare)} censored`
    return [`${cell.series.name} ${text}${share}`]
  })
  return parts.length === 0
    ? undefined
    : `${where}, 99 of 100 tasks are done, in virtual time, within: ${formatList(parts)}.`
}

function authentication(view: RunView): string[] {
  const all = authCosts(view)
  const largest = Math.max(0, ...all.map((one) => one.agents))
  const levels = [...new Set(all.map((one) => one.level))].sort()
  return levels.flatMap((level) => {
    const parts = all
      .filter((one) => one.level === level && one.agents === largest)
      .map((one) => {
        const figure = formatFigure(one, (us) => `${formatNumber(us)}\u00a0µs`)
        return `${one.series} ${figure}${one.resolved ? '' : ', not resolved'}`
      })
    if (parts.length === 0) return []
    const name = AUTH_LEVELS[level]
    const what = name === undefined ? level : `${level}, ${name},`
    return [
      `At ${formatCount(largest)} agents, ${what} costs a task this much CPU: ${parts.join('; ')}.`,
    ]
  })
}

function incident(cells: readonly CellView[], where: string): string | undefined {
  const shown = cells.flatMap(({ series, incident: row }) =>
    row === undefined ? [] : [{ name: series.name, row }],
  )
  if (shown.length === 0) return undefined
  const stopped = sayOnce(
    shown.map(({ name, row }) => [
      name,
      `${timeText('contained', row.contain, row)}, ${spreadText(row.peopleExposed)} people exposed`,
    ]),
  )
  const reached = sayOnce(shown.map(({ name, row }) => [name, spreadText(row.blastRadiusAgents)]))
  return `${where}: ${stopped.join('; ')}. Agents that had the guidance in a prompt: ${reached.join('; ')}.`
}

/** A median with the range of the trials. */
function spreadText(spread: Spread): string {
  return `${formatNumber(spread.median ?? 0)} (${rangeText(spread)})`
}

/** For each profile that does not always detect: in how many trials, by size. */
function detectionBySize(view: RunView): string[] {
  return view.profiles.flatMap((profile) => {
    const cells = view.cells.filter(
      (cell) => cell.profile === profile && (cell.incident?.posted ?? 0) > 0,
    )
    const isPartial = cells.some(({ incident: row }) => {
      return row !== undefined && row.detect.reached > 0 && row.detect.reached < row.posted
    })
    const shares = new Set(cells.map(({ incident: row }) => row?.detect.share))
    if (!isPartial && shares.size < 2) return []
    const parts = sayOnce(
      view.series.flatMap(({ name }) => {
        const own = cells.filter((cell) => cell.series.name === name)
        return own.length === 0 ? [] : [[name, detectedText(own)] as const]
      }),
    )
    return [`Detected by size, ${profile}: ${parts.join('; ')}.`]
  })
}

/** `in no trial at 78 and 780 agents, in 1 of 3 at 7,800`. */
function detectedText(cells: readonly CellView[]): string {
  const sizesByShare = new Map<string, string[]>()
  for (const { agents, incident: row } of cells) {
    if (row === undefined) continue
    const { reached } = row.detect
    const share = reached === 0 ? 'in no trial' : `in ${reached} of ${row.posted}`
    sizesByShare.set(share, [...(sizesByShare.get(share) ?? []), formatCount(agents)])
  }
  const [only, ...further] = sizesByShare.keys()
  if (only !== undefined && further.length === 0 && cells.length > 1) return `${only} at any size`
  return [...sizesByShare]
    .map(([share, sizes], i) => `${share} at ${formatList(sizes)}${i === 0 ? ' agents' : ''}`)
    .join(', ')
}

/** Names that are followed by the same text are put before it together. */
function sayOnce(said: ReadonlyArray<readonly [name: string, text: string]>): string[] {
  const namesByText = new Map<string, string[]>()
  for (const [name, text] of said) namesByText.set(text, [...(namesByText.get(text) ?? []), name])
  return [...namesByText].map(([text, names]) => `${formatList(names)} ${text}`)
}

function ratioText(ratio: Ratio): string {
  const floor = floorText(ratio)
  const interval = formatInterval({ ...ratio, value: ratio.ratio ?? 0 })
  return `${formatRatio(ratio.ratio ?? 0)} (${interval}${floor === '' ? '' : `, ${floor}`})`
}

function verdictWords(ratio: Ratio, margin: number): string {
  if (ratio.verdict === 'not resolved') return 'not resolved'
  return ratio.verdict === 'equivalent within margin'
    ? `equivalent within ${Math.round(1000 * margin) / 10} %`
    : 'resolved'
}
