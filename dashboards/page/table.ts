/** A table of cells as markup: scrolls in its own box, with its first column in place. */
import type { Cell, Column, DataRow, DataTable, Verdict } from '../view/figure.ts'
import { html, type Html } from './html.ts'

const MARKS: Readonly<Record<Verdict, { readonly mark: string; readonly word: string }>> = {
  better: { mark: '▲', word: 'better' },
  worse: { mark: '▼', word: 'worse' },
  equivalent: { mark: '≈', word: 'equivalent' },
  unresolved: { mark: '~', word: 'not resolved' },
  missing: { mark: '—', word: 'no value' },
  failed: { mark: '✕', word: 'failed' },
  baseline: { mark: '', word: 'baseline' },
}

/** What the marks mean, for the reader. */
export function marksKey(): Html {
  const shown = (['better', 'worse', 'equivalent', 'unresolved', 'missing', 'failed'] as const).map(
    (verdict) =>
      html`<li><span class="${verdict}">${MARKS[verdict].mark}</span> ${MEANINGS[verdict]}</li>`,
  )
  return html`<ul class="key">
    ${shown}
  </ul>`
}

const MEANINGS: Readonly<Record<Exclude<Verdict, 'baseline'>, string>> = {
  better: 'better than the baseline, resolved',
  worse: 'worse, resolved',
  equivalent: 'equivalent within 5 %',
  unresolved: 'not resolved: the interval holds 1',
  missing: 'no value, with the reason',
  failed: 'failed',
}

/** `grouped`: a heading for each profile, and sorting stays inside it. */
export function renderTable(
  id: string,
  table: DataTable,
  options: { readonly grouped: boolean } = { grouped: false },
): Html {
  const profiles = options.grouped ? [...new Set(table.rows.map((row) => row.profile))] : []
  const bodies = options.grouped
    ? profiles.map((profile) => {
        const rows = table.rows.filter((row) => row.profile === profile)
        return html`<tbody data-profile="${profile}">
          <tr class="group">
            <th scope="rowgroup" colspan="${table.columns.length}">${profile}</th>
          </tr>
          ${rows.map((row, index) => renderRow(row, index, table.columns, false))}
        </tbody> `
      })
    : [
        html`<tbody>
          ${table.rows.map((row, index) => renderRow(row, index, table.columns, true))}
        </tbody> `,
      ]
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${table.caption}">
    <table class="sortable" id="${id}">
      <caption>
        ${table.caption}
      </caption>
      <thead>
        <tr>
          ${table.columns.map(renderHead)}
        </tr>
      </thead>
      ${bodies}
    </table>
  </div> `
}

function renderHead(column: Column): Html {
  const unit = column.unit === undefined ? undefined : html`<small>${column.unit}</small>`
  return html`<th scope="col" ${column.numeric && html` class="n"`}>${column.title}${unit}</th>`
}

function renderRow(
  row: DataRow,
  index: number,
  columns: readonly Column[],
  filterProfile: boolean,
): Html {
  const [first, ...rest] = row.cells
  const profile = filterProfile && html` data-profile="${row.profile}"`
  const head =
    first &&
    html`<th scope="row" ${row.slot > 0 && html` class="s"`} ${sortKey(first)}>
      ${row.slot > 0 && html`<span class="swatch s${row.slot}"></span>`}${nameOf(first.text)}${small(first.detail)}
    </th>`
  return html`<tr
    data-architecture="${row.architecture}"
    ${profile}
    data-size="${row.agents}"
    data-row="${index}"
  >
    ${head}${rest.map((cell, place) => renderCell(cell, columns[place + 1]?.numeric === true))}
  </tr> `
}

/** Profiles up to this many characters stay in one piece, so that they fit on a phone. */
const WHOLE = 16

/** A name such as `crewai@as-shipped` breaks before its profile rather than inside it. */
export function nameOf(text: string): Html {
  const at = text.lastIndexOf('@')
  const profile = at < 1 ? '' : text.slice(at)
  if (profile === '' || profile.length > WHOLE) return html`${text}`
  return html`${text.slice(0, at)}<wbr /><span class="whole">${profile}</span>`
}

function renderCell(cell: Cell, numeric: boolean): Html {
  const kind = numeric && html` class="n"`
  if (cell.verdict === 'missing' || (cell.verdict === 'failed' && cell.sort === undefined)) {
    const { mark } = MARKS[cell.verdict]
    return html`<td${kind}><span class="why">${mark}</span>${small(cell.detail)}</td>`
  }
  return html`<td${kind}${sortKey(cell)}>${cell.text}${small(cell.detail)}${verdictLine(cell)}</td>`
}

function verdictLine(cell: Cell): Html | undefined {
  if (cell.verdict === undefined) return small(cell.ratio)
  const { mark, word } = MARKS[cell.verdict]
  if (cell.verdict === 'baseline') return html`<small>${word}</small>`
  return html`<small class="${cell.verdict}"
    ><span class="mark" role="img" aria-label="${word}">${mark}</span>${cell.ratio ?? word}</small
  >`
}

function small(text: string | undefined): Html | undefined {
  return text === undefined || text === '' ? undefined : html`<small>${text}</small>`
}

function sortKey(cell: Cell): Html | undefined {
  return cell.sort === undefined ? undefined : html` data-v="${cell.sort}"`
}
