/** The whole page, from its parts. */
import { CLIENT_SCRIPT } from '../client/script.ts'
import { formatCount, formatList } from '../format.ts'
import { judgeObjectives, objectivesOf } from '../../results/objectives/run-objectives.ts'
import { expectedTrials } from '../../results/stopping-record.ts'
import { type Comparison, compareEntrants } from '../view/comparison.ts'
import type { Figure } from '../view/figure.ts'
import type { RunView } from '../view/run-view.ts'
import { renderArchitectures } from './architectures.ts'
import { renderBanner, renderDocument, renderFiles } from './document.ts'
import { renderFigure } from './figure.ts'
import { renderObjectives } from './objectives.ts'
import { findingsOf, renderFindings } from './findings.ts'
import { html, type Html } from './html.ts'
import { renderLimits, SCOPE } from './limits.ts'
import { renderProvenance } from './provenance.ts'
import { renderTestedPredictions } from './predictions.ts'
import { chargedWords } from './charged.ts'
import { verdictsOf } from '../view/verdict.ts'
import { renderVerdictCards } from './verdict.ts'
import { marksKey, renderTable } from './table.ts'

/** Files of a run folder that the page links to; all are relative to it. */
const FILES: ReadonlyArray<readonly [string, string]> = [
  ['run.json', 'the plan, the machine, the declarations'],
  ['cells.jsonl', 'every trial, a line each'],
  ['summary.csv', 'figures with intervals'],
  ['scaling.csv', 'throughput and cost by size'],
  ['latency.csv', 'percentiles'],
  ['auth.csv', 'what authentication adds'],
  ['break-even.csv', 'sessions against signatures, from the probe'],
  ['start-up.csv', 'handshakes and enrolments of the first hour'],
  ['denominators.csv', 'one cost over three denominators'],
  ['containment.csv', 'the incident, from detection to collateral'],
  ['digests.json', 'digests of these files and of their lines, for muster verify'],
]

const COSTS_FILE = ['cost-table.json', 'what work was charged, for --cost-table'] as const

const OBJECTIVES_FILE = ['objectives.csv', 'what had to hold, and whether it did'] as const

/** HTML text of the page. */
export async function renderPage(view: RunView, figures: readonly Figure[]): Promise<string> {
  const rendered: Html[] = []
  for (const figure of figures) rendered.push(await renderFigure(figure))
  const { manifest } = view
  const objectives = renderObjectives(
    objectivesOf(manifest).length === 0 ? [] : judgeObjectives(manifest, view.trials),
  )
  const predictions = renderTestedPredictions(manifest.predictions)
  const short = renderVerdictCards(verdictsOf(view))
  return renderDocument({
    title: `${manifest.name} — Muster`,
    skip:
      short === undefined
        ? { id: 'findings', text: 'To the findings' }
        : { id: 'short', text: 'To the answer in short' },
    header: renderHeader(view),
    sections: [
      ...(objectives === undefined ? [] : [['objectives', 'Objectives'] as const]),
      ['findings', 'Findings'],
      ['comparison', 'Comparison'],
      ...figures.flatMap(({ id }) => (SHORT[id] === undefined ? [] : [[id, SHORT[id]] as const])),
      ...(predictions === undefined ? [] : [['predictions', 'Predictions'] as const]),
      ['architectures', 'Architectures'],
      ['provenance', 'Provenance'],
      ['limits', 'Limits'],
      ['files', 'Files'],
    ],
    main: [
      ...(short === undefined ? [] : [short]),
      ...(objectives === undefined ? [] : [objectives]),
      html`<section aria-labelledby="findings">
        <h2 id="findings">Findings</h2>
        ${renderFindings(
          findingsOf(view),
          view.series.map((one) => one.name),
        )}
      </section> `,
      renderComparisons(view),
      ...rendered,
      ...(predictions === undefined ? [] : [predictions]),
      renderArchitectures(view),
      renderProvenance(view),
      renderLimits(),
      renderFiles([
        ...FILES,
        ...(objectives === undefined ? [] : [OBJECTIVES_FILE]),
        ...(manifest.hosts === undefined ? [] : [COSTS_FILE]),
      ]),
    ],
    script: CLIENT_SCRIPT,
  })
}

/** Names in the navigation; a figure without one belongs to the one before it. */
const SHORT: Readonly<Record<string, string>> = {
  scaling: 'Scaling',
  latency: 'Latency',
  work: 'Work',
  auth: 'Trust',
  incident: 'Incident',
  spread: 'Spread',
  damage: 'Damage',
}

function renderHeader(view: RunView): Html {
  const { manifest, series, sizes, profiles } = view
  return html`<header>
    <p class="kicker">
      Muster, workload ${manifest.workload.name}, ${manifest.startedAt.slice(0, 10)}
    </p>
    <h1>${manifest.name}</h1>
    <p class="standfirst">
      ${formatList(series.map((one) => one.name))} did the same work at
      ${formatList(sizes.map(formatCount))} agents, under
      ${profiles.length === 1 ? 'the profile' : 'the profiles'} ${formatList(profiles)},
      ${manifest.trials === 1 ? 'once' : `${manifest.stopping === undefined ? '' : 'at most '}${manifest.trials} times`}
      each.
    </p>
    <p class="scope">${SCOPE}</p>
    <p class="ways">
      <a href="#limits">What is simulated and what is real</a>
      <a href="#provenance">How to make it again</a> <a href="#files">Raw files</a>
    </p>
    ${manifest.hosts && html`<p class="scope">${chargedWords(manifest.hosts)}</p> `}
    ${renderBanner(troubleOf(view))}
  </header> `
}

/** What a reader must know before any figure. */
function troubleOf({ manifest, trials }: RunView): string[] {
  const failed = trials.filter((trial) => trial.kind === 'failed').length
  const invalid = trials.filter(
    (trial) => trial.kind === 'completed' && !trial.validity.valid,
  ).length
  const absent = expectedTrials(manifest) - trials.length
  return [
    ...(manifest.state === 'completed'
      ? []
      : [
          `This run is ${manifest.state === 'partial' ? 'partial: it was interrupted' : 'not finished'}.`,
        ]),
    ...(absent > 0 ? [`${absent} of ${manifest.planned} planned trials were not run.`] : []),
    ...(failed > 0
      ? [`${failed} of ${manifest.planned} trials failed; they are listed under Provenance.`]
      : []),
    ...(invalid > 0
      ? [
          `${invalid} trials do not hold a condition of validity; they are in the figures, and listed under Provenance.`,
        ]
      : []),
    ...(manifest.validity?.valid === false ? ['This run is not valid.'] : []),
    ...(manifest.validity?.conditions ?? [])
      .filter((condition) => !condition.holds)
      .map(({ name, detail, next }) => `Not so: ${name}: ${detail}. Next: ${next ?? 'see there'}.`),
    ...(manifest.trials < 2
      ? ['One trial for each cell: there are no intervals, and nothing is resolved.']
      : []),
    ...(manifest.harness.dirty ? ['The harness had uncommitted changes.'] : []),
    ...manifest.warnings,
  ]
}

function renderComparisons(view: RunView): Html {
  const comparisons = compareEntrants(view)
  const { baseline } = view
  return html`<section aria-labelledby="comparison" class="compare">
    <h2 id="comparison">Comparison</h2>
    <p class="lede">
      Each figure is the median of the trials, with its 95 % interval below it, and then its ratio
      to ${baseline} under the same profile. Entrants of different tiers are resolved from each
      other.
    </p>
    ${marksKey()} ${renderControls(view)}
    ${comparisons.map((comparison, index) => renderComparison(comparison, index === 0))}
  </section> `
}

function renderComparison({ agents, table }: Comparison, open: boolean): Html {
  const rendered = renderTable(`comparison-${agents}`, table, { grouped: true })
  const title = `At ${formatCount(agents)} agents`
  return open
    ? html`<div data-size="${agents}">
        <h3>${title}</h3>
        ${rendered}
      </div> `
    : html`<details data-size="${agents}">
        <summary>${title}</summary>
        ${rendered}
      </details> `
}

/** Hidden until the script shows them: without it they would do nothing. */
function renderControls(view: RunView): Html {
  const { series, profiles, sizes, manifest } = view
  const architectures = [...new Set(manifest.entrants.map((entrant) => entrant.architecture))]
  const slotOf = (name: string): number =>
    view.cells.find((cell) => cell.architecture === name)?.series.slot ?? series[0]?.slot ?? 1
  return html`<div class="controls" hidden>
    <label
      >Agents
      <select data-key="size">
        <option value="">all sizes</option>
        ${sizes.map((agents) => html`<option value="${agents}">${formatCount(agents)}</option>`)}
      </select></label
    >
    <label
      >Profile
      <select data-key="profile">
        <option value="">all profiles</option>
        ${profiles.map((profile) => html`<option value="${profile}">${profile}</option>`)}
      </select></label
    >
    <fieldset>
      <legend>Show</legend>
      ${architectures.map(
        (name) =>
          html`<label
            ><input type="checkbox" checked data-hide="${name}" data-slot="${slotOf(name)}" /><span
              class="swatch s${slotOf(name)}"
            ></span
            >${name}</label
          >`,
      )}
    </fieldset>
    <button type="button">Reset</button>
    <p class="state" role="status"></p>
  </div> `
}
