/** A figure of the page: heading, how to read it, charts in two layouts, and the data behind them. */
import { renderSvg } from '../render.ts'
import type { Figure, Panel } from '../view/figure.ts'
import { html, type Html, trusted } from './html.ts'
import { renderTable } from './table.ts'

/** Charts are drawn one after the other; the bytes do not depend on what was drawn before. */
export async function renderFigure(figure: Figure): Promise<Html> {
  const groups: Array<{ readonly heading: string; readonly profile?: string; parts: Html[] }> = []
  for (const panel of figure.panels) {
    const drawn = await drawPanel(panel)
    const last = groups.at(-1)
    if (panel.heading === '' && last !== undefined) last.parts.push(drawn)
    else {
      const { heading, profile } = panel
      groups.push({ heading, ...(profile === undefined ? {} : { profile }), parts: [drawn] })
    }
  }
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
    ${
      groups.length > 0 &&
      html`<figure class="panels">
        ${groups.map(
          (group) =>
            html`<div
              class="panel"
              ${group.profile !== undefined && html` data-profile="${group.profile}"`}
            >
              ${group.heading !== '' && html`<h3>${group.heading}</h3> `}${group.parts}
            </div> `,
        )}
      </figure> `
    }${
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

async function drawPanel(panel: Panel): Promise<Html> {
  const wide = await renderSvg(panel.draw('wide'))
  const narrow = await renderSvg(panel.draw('narrow'))
  return html`<div>
    <div class="wide">${trusted(wide)}</div>
    <div class="narrow">${trusted(narrow)}</div>
  </div> `
}
