/** What each framework of a run ships of each control, with the file that says so. */
import type { EntrantRecord } from '../../results/record.ts'
import { html, type Html } from './html.ts'

/** A table of controls by framework; nothing if no entrant declares what it ships. */
export function renderShippedControls(entrants: readonly EntrantRecord[]): Html | undefined {
  const frameworks = entrants.filter(
    ({ architecture, facts }, at) =>
      facts.ships !== undefined &&
      entrants.findIndex((entrant) => entrant.architecture === architecture) === at,
  )
  const topics = new Set(frameworks.flatMap(({ facts }) => facts.ships?.map(({ topic }) => topic)))
  if (topics.size === 0) return undefined
  return html`<h3 id="shipped">What each framework ships</h3>
    <p class="lede">
      On: without asking for it. Offered: in the package, and off until it is used. Not found:
      looked for in the files named and not found in that version. Reference designs ship from
      nowhere and are left out.
    </p>
    <div class="scroll ships" tabindex="0" role="region" aria-label="What each framework ships">
      <table>
        <caption>
          What each framework ships
        </caption>
        <thead>
          <tr>
            <th scope="col">Control</th>
            ${frameworks.map(({ facts }) => html`<th scope="col">${facts.title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${[...topics].map(
            (topic) =>
              html`<tr>
                <th scope="row">${topic}</th>
                ${frameworks.map(({ facts }) => {
                  const shipped = facts.ships?.find((one) => one.topic === topic)
                  return shipped === undefined
                    ? html`<td>not declared</td>`
                    : html`<td>
                        <b>${shipped.state}</b>: ${shipped.what}
                        <small>${shipped.source}</small>
                      </td>`
                })}
              </tr> `,
          )}
        </tbody>
      </table>
    </div> `
}
