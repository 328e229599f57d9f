/** What had to hold, and whether it did: the first thing on the page of a run with objectives. */
import { amountText } from '../../results/objectives/amount.ts'
import type { ObjectiveRecord } from '../../results/objectives/objective-record.ts'
import { formatCount } from '../format.ts'
import { html, type Html } from './html.ts'

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
  return html`<section aria-labelledby="objectives">
    <h2 id="objectives">Objectives</h2>
    <p class="lede">
      ${count('holds')} of ${records.length} hold, ${count('does not hold')} do not, and for
      ${count('no evidence')} there is no evidence. An objective holds if the whole 95 % interval is
      within its bound; no evidence is not a pass.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Objectives">
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
    </div>
  </section> `
}

function renderRow(one: ObjectiveRecord): Html {
  const { mark, style } = MARKS[one.verdict]
  return html`<tr>
    <th scope="row">${one.objective}</th>
    <td>${one.entrant ?? '—'}</td>
    <td class="n">${one.agents === null ? '—' : formatCount(one.agents)}</td>
    <td class="n">
      ${amountText(one.value, one.unit)}<small
        >${
          one.low === null || one.high === null
            ? 'none'
            : `${amountText(one.low, one.unit)} – ${amountText(one.high, one.unit)}`
        }</small
      >
    </td>
    <td>
      <span class="${style}"><span class="mark">${mark}</span>${one.verdict}</span
      ><small>${one.because}</small>
    </td>
  </tr> `
}
