/** The answer in short: a card for each profile, before anything that needs scrolling. */
import { formatCount } from '../format.ts'
import type { ProfileVerdict } from '../view/verdict.ts'
import { html, type Html } from './html.ts'

/** Nothing for a run in which nothing was measured. */
export function renderVerdictCards(verdicts: readonly ProfileVerdict[]): Html | undefined {
  const [first] = verdicts
  if (first === undefined) return undefined
  return html`<section aria-labelledby="short" class="short">
    <h2 id="short">In short</h2>
    <p class="lede">
      At ${formatCount(first.agents)} agents: who does the most tasks for a second of CPU, at what
      cost, and how sure that is. Who is not told apart shares the place.
    </p>
    <div class="cards">
      ${verdicts.map(
        ({ profile, ahead, lines }) =>
          html`<article class="card" data-profile="${profile}">
            <p class="kind">${profile}</p>
            <h3>${namesOf(ahead)}</h3>
            <dl class="lines">
              ${lines.map(
                ([name, text]) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>${text}</dd>
                  </div> `,
              )}
            </dl>
          </article> `,
      )}
    </div>
  </section> `
}

/** `crewai`, or `crewai, autogen or mesh`, each with its colour. */
function namesOf(ahead: ProfileVerdict['ahead']): Html[] {
  return ahead.map(({ name, slot }, index) => {
    const before = index === 0 ? '' : index === ahead.length - 1 ? ' or ' : ', '
    return html`${before}<span class="whole"><span class="swatch s${slot}"></span>${name}</span>`
  })
}
