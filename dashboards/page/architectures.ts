/** What each architecture declares about itself, and which controls each profile switches on. */
import { CONTROL_STAGES, type ControlStage } from '../../results/control-levels.ts'
import type { EntrantRecord } from '../../results/record.ts'
import { formatList } from '../format.ts'
import type { RunView } from '../view/run-view.ts'
import { html, type Html } from './html.ts'
import { levelAt, renderControlLevels } from './control-levels.ts'
import { nameOf } from './table.ts'
import { renderPolicy } from './policy.ts'
import { renderShippedControls } from './shipped-controls.ts'

const STAGES = Object.keys(CONTROL_STAGES) as ControlStage[]

/** One card for each architecture of the run. */
export function renderArchitectures(view: RunView): Html {
  const { entrants } = view.manifest
  const architectures = [...new Set(entrants.map((entrant) => entrant.architecture))]
  return html`<section aria-labelledby="architectures">
    <h2 id="architectures">The architectures</h2>
    <p class="lede">
      As their adapters declare themselves: what was modelled or run, what was changed in it, and
      what it does not do.
    </p>
    <div class="cards">
      ${architectures.map((name) =>
        renderCard(
          view,
          entrants.filter((entrant) => entrant.architecture === name),
        ),
      )}
    </div>
    ${renderShippedControls(entrants)}
    <h3>Controls by entrant</h3>
    <p class="lede">Level 0 of a stage passes everything through.</p>
    ${renderControlLevels(entrants)}
    <div class="scroll" tabindex="0" role="region" aria-label="Controls by entrant">
      <table class="levels">
        <caption>
          Controls by entrant
        </caption>
        <thead>
          <tr>
            <th scope="col">Entrant</th>
            ${STAGES.map((stage) => html`<th scope="col">${stage}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${entrants.map(
            (entrant) =>
              html`<tr
                data-architecture="${entrant.architecture}"
                data-profile="${entrant.profile}"
              >
                <th scope="row">${nameOf(entrant.entrant)}</th>
                ${STAGES.map((stage) => html`<td>${levelAt(entrant, stage)}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${renderPolicy(view.manifest)}
  </section> `
}

function renderCard(view: RunView, entrants: readonly EntrantRecord[]): Html | undefined {
  const [first] = entrants
  if (first === undefined) return undefined
  const { facts } = first
  const slot = view.cells.find((cell) => cell.architecture === first.architecture)?.series.slot ?? 1
  const topologies = [...new Set(entrants.map((entrant) => entrant.topology))]
  return html`<article class="card" data-architecture="${first.architecture}">
    <h3><span class="swatch s${slot}"></span>${facts.title}</h3>
    <p class="kind">${facts.style}, ${facts.version}</p>
    <dl>
      <dt>Topology</dt>
      <dd>${formatList(topologies)}</dd>
      <dt>Where controls are hooked in</dt>
      <dd>${facts.controlPoint}</dd>
      <dt>Changes of defaults</dt>
      <dd>${list(facts.changedDefaults)}</dd>
      <dt>Does not do</dt>
      <dd>${list(facts.doesNotDo)}</dd>
    </dl>
  </article> `
}

function list(items: readonly string[]): Html {
  return items.length === 0
    ? html`none declared`
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`
}
