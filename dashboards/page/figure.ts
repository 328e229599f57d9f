/** A figure of the page: heading, how to read it, charts in two layouts, and the data behind them. */
import { renderSvg } from '../render.ts'
import type { Figure, Panel } from '../view/figure.ts'
import { html, type Html, trusted } from './html.ts'
import { renderTable } from './table.ts'

/** Charts are drawn one after the other; the bytes do not depend on what was drawn before. */
export async function renderFigure(figure: Figure): Promise<Html> {
  const panels = await renderPanels(figure.panels)
  return html`<section aria-labelledby="${figure.id}">
    <h2 id="${figure.id}">${figure.title}</h2>
    <p class="lede">${figure.lede}</p>
    ${
      figure.legend &&
      html`<ul class="key">
        ${figure.legend.map((entry) => html`<li><span class="swatch p-${entry.id}"></span>${entry.text}</li>`)}
      </ul>`
    }
    ${figure.notes.map((note) => html`<p>${note}</p>`)}
    ${panels}${
      figure.isTable === true &&
      figure.table.rows.length > 0 &&
      renderTable(`data-${figure.id}`, figure.table)
    }${
      figure.isTable !== true &&
      figure.table.rows.length > 0 &&
      html`<details>
        <summary>The data of this chart</summary>
        ${renderTable(`data-${figure.id}`, figure.table)}
      </details> `
    }
  </section> `
}

/**
 * The charts of panels, those of one heading together; nothing without a panel. `level` is that of
 * their headings.
 */
export async function renderPanels(
  panels: readonly Panel[],
  level: 3 | 4 = 3,
): Promise<Html | undefined> {
  const groups: Array<{ readonly heading: string; readonly profile?: string; parts: Html[] }> = []
  for (const panel of panels) {
    const drawn = await drawPanel(panel)
    const last = groups.at(-1)
    if (panel.heading === '' && last !== undefined) last.parts.push(drawn)
    else {
      const { heading, profile } = panel
      groups.push({ heading, ...(profile === undefined ? {} : { profile }), parts: [drawn] })
    }
  }
  if (groups.length === 0) return undefined
  return html`<figure class="panels">
    ${groups.map(
      (group) =>
        html`<div
          class="panel"
          ${group.profile !== undefined && html` data-profile="${group.profile}"`}
        >
          ${group.heading !== '' && (level === 3 ? html`<h3>${group.heading}</h3> ` : html`<h4>${group.heading}</h4> `)}${group.parts}
        </div> `,
    )}
  </figure> `
}

async function drawPanel(panel: Panel): Promise<Html> {
  const wide = await renderSvg(panel.draw('wide'))
  const narrow = await renderSvg(panel.draw('narrow'))
  return html`<div>
    <div class="wide">${trusted(wide)}</div>
    <div class="narrow">${trusted(narrow)}</div>
  </div> `
}
