/** What had to hold, and whether it did: the first thing on the page of a run with objectives. */
import { amountText } from '../../results/objectives/amount.ts'
import type { ObjectiveRecord } from '../../results/objectives/objective-record.ts'
import { formatCount, formatMs } from '../format.ts'
import { html, type Html } from './html.ts'
import { nameOf } from './table.ts'

const MARKS = {
  holds: { mark: '✓', style: 'better' },
  'does not hold': { mark: '✕', style: 'worse' },
  'no evidence': { mark: '?', style: 'worse' },
} as const

/** The section, or nothing without objectives. */
export function renderObjectives(records: readonly ObjectiveRecord[]): Html | undefined {
  if (records.length === 0) return undefined
  const count = (verdict: ObjectiveRecord['verdict']): number =>
    records.filter((one) => one.verdict === verdict).length
  const table = renderAll(records)
  return html`<section aria-labelledby="objectives">
    <h2 id="objectives">Objectives</h2>
    <p class="lede">
      ${count('holds')} of ${records.length} hold, ${count('does not hold')} do not, and for
      ${count('no evidence')} there is no evidence. An objective holds if the whole 95 % interval is
      within its bound; no evidence is not a pass.
    </p>
    ${
      records.length <= FEW
        ? table
        : html`${renderTotals(records)}
            <details>
              <summary>All ${records.length} verdicts</summary>
              ${table}
            </details>`
    }
  </section> `
}

/** More verdicts than these are counted by objective before they are listed. */
const FEW = 8

/** A row for each objective: in how many places it has which verdict, and where it does not hold. */
function renderTotals(records: readonly ObjectiveRecord[]): Html {
  const objectives = [...new Set(records.map(({ objective }) => objective))]
  const verdicts = ['holds', 'does not hold', 'no evidence'] as const
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Objectives, counted">
    <table>
      <caption>
        Objectives, counted
      </caption>
      <thead>
        <tr>
          <th scope="col">Objective</th>
          ${verdicts.map((verdict) => html`<th scope="col">${verdict}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${objectives.map((objective) => {
          const own = records.filter((one) => one.objective === objective)
          return html`<tr>
            <th scope="row">${objective}</th>
            ${verdicts.map((verdict) => {
              const places = own.filter((one) => one.verdict === verdict)
              const { mark, style } = MARKS[verdict]
              return html`<td>
                ${
                  places.length === 0
                    ? '—'
                    : html`<span class="${style}"
                        ><span class="mark">${mark}</span>${places.length} of ${own.length}</span
                      >`
                }${places.length > 0 && places.length < own.length && html`<small>${placesOf(places)}</small>`}
              </td>`
            })}
          </tr> `
        })}
      </tbody>
    </table>
  </div> `
}

/** The first few places, and how many more there are. */
function placesOf(records: readonly ObjectiveRecord[]): string {
  const said = records
    .slice(0, 3)
    .map(
      ({ entrant, agents }) =>
        `${entrant ?? 'nothing'}${agents === null ? '' : ` at ${formatCount(agents)}`}`,
    )
  const more = records.length - said.length
  return `${said.join(', ')}${more === 0 ? '' : ` and ${more} more`}`
}

/** Times are told in the unit that keeps them short. */
function shown(value: number | null, unit: string): string {
  return unit === 'ms' && value !== null ? formatMs(value) : amountText(value, unit)
}

function renderAll(records: readonly ObjectiveRecord[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Objectives">
    <table class="objectives">
      <caption>
        Objectives
      </caption>
      <thead>
        <tr>
          <th scope="col">Objective</th>
          <th scope="col">Entrant</th>
          <th scope="col" class="n">Agents</th>
          <th scope="col" class="n">Value<small>95 % interval</small></th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        ${records.map(renderRow)}
      </tbody>
    </table>
  </div>`
}

function renderRow(one: ObjectiveRecord): Html {
  const { mark, style } = MARKS[one.verdict]
  return html`<tr>
    <th scope="row">${one.objective}</th>
    <td>${one.entrant === null ? '—' : nameOf(one.entrant)}</td>
    <td class="n">${one.agents === null ? '—' : formatCount(one.agents)}</td>
    <td class="n">
      ${shown(one.value, one.unit)}<small
        >${
          one.low === null || one.high === null
            ? 'none'
            : `${shown(one.low, one.unit)} – ${shown(one.high, one.unit)}`
        }</small
      >
    </td>
    <td>
      <span class="${style}"><span class="mark">${mark}</span>${one.verdict}</span
      ><small>${one.because}</small>
    </td>
  </tr> `
}
