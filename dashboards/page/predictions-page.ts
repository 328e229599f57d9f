/** The page of `muster predictions`: one file beside `predictions.json`, without any script. */
import type {
  PredictionFigure,
  PredictionRecord,
  PredictionsDocument,
} from '../../results/prediction-record.ts'
import { PREDICTIONS } from '../../results/predictions.ts'
import { formatCount, formatNumber } from '../format.ts'
import { countVerdicts, intervalText, predictionPanels } from '../view/predictions.ts'
import { renderBanner, renderDocument, renderFacts, renderFiles } from './document.ts'
import { renderPanels } from './figure.ts'
import { html, type Html } from './html.ts'
import { SCOPE } from './limits.ts'
import { renderVerdict, renderVerdicts } from './predictions.ts'

const FILES: ReadonlyArray<readonly [string, string]> = [
  ['predictions.json', 'verdicts, rules and figures, and the machine'],
  ['predictions.csv', 'every figure with its interval, a line each'],
]

const METHOD: readonly string[] = [
  'The predictions were written down before the code that tests them and are not edited since; one that does not hold stays printed. Each has a rule, fixed before its trials, by which figures become a verdict.',
  'Trials are real ones of the harness: the same workload, controls and incident as in a run, with seeds that pairs share.',
  'Held and did not hold rest on intervals of 95 %. No evidence says what is missing: a sample that is large enough, or the mechanism, if what is asked about did not happen.',
]

/** HTML text of the page: a pure function of the document. Everything in it is escaped. */
export async function renderPredictionsPage(document: PredictionsDocument): Promise<string> {
  const { predictions } = document
  const evidence: Html[] = []
  for (const [index, record] of predictions.entries()) {
    evidence.push(await renderEvidence(record, index + 1))
  }
  return renderDocument({
    title: `${headline(document)} — Muster`,
    skip: { id: 'verdicts', text: 'To the verdicts' },
    header: renderHeader(document),
    sections: [
      ['verdicts', 'Verdicts'],
      ['evidence', 'Evidence'],
      ['method', 'Method'],
      ['provenance', 'Provenance'],
      ['files', 'Files'],
    ],
    main: [
      html`<section aria-labelledby="verdicts">
        <h2 id="verdicts">Verdicts</h2>
        ${renderVerdicts(predictions, placeOf)}
      </section> `,
      html`<section aria-labelledby="evidence">
        <h2 id="evidence">Evidence</h2>
        <p class="lede">
          Charts compare figures of one kind with their 95 % intervals; the table below them has all
          figures.
        </p>
        ${evidence}
      </section> `,
      html`<section aria-labelledby="method">
        <h2 id="method">Method</h2>
        <ul class="prose">
          ${METHOD.map((text) => html`<li>${text}</li>`)}
        </ul>
      </section> `,
      renderProvenance(document),
      renderFiles(FILES),
    ],
  })
}

/** Ids are the page's own: those of the records are only text. */
function placeOf(number: number): string {
  return `prediction-${number}`
}

function headline({ predictions }: PredictionsDocument): string {
  const { held } = countVerdicts(predictions)
  return `${held} of ${predictions.length} prediction${predictions.length === 1 ? '' : 's'} held`
}

function renderHeader(document: PredictionsDocument): Html {
  const { at, predictions, trials } = document
  const counts = countVerdicts(predictions)
  const times = trials === 1 ? 'once' : `${formatCount(trials)} times`
  return html`<header>
    <p class="kicker">Muster, predictions registered before the code, ${at.slice(0, 10)}</p>
    <h1>${headline(document)}</h1>
    <p class="standfirst">
      ${counts['did not hold']} did not hold, and for ${counts['no evidence']} there is no evidence.
      Each cell was run ${times}, ${formatCount(sum(predictions))} trials in all.
    </p>
    <p class="scope">${SCOPE}</p>
    ${renderBanner(troubleOf(document))}
  </header> `
}

function sum(predictions: readonly PredictionRecord[]): number {
  return predictions.reduce((total, { trials }) => total + trials, 0)
}

function troubleOf({ predictions, quick, trials, harness }: PredictionsDocument): string[] {
  const untested = PREDICTIONS.filter(({ id }) => predictions.every((one) => one.id !== id))
  const reworded = predictions.filter(({ id, statement }) =>
    PREDICTIONS.some((one) => one.id === id && one.statement !== statement),
  )
  return [
    ...(quick ? ['Quick trials: fewer and smaller ones, so more ends without evidence.'] : []),
    ...(trials < 2 ? ['One trial of each cell: there are no intervals.'] : []),
    ...(untested.length > 0
      ? [`Not tested here: ${untested.map(({ id }) => id).join(', ')}.`]
      : []),
    ...(reworded.length > 0
      ? [`Worded otherwise than registered: ${reworded.map(({ id }) => id).join(', ')}.`]
      : []),
    ...(harness.dirty ? ['The harness had uncommitted changes.'] : []),
  ]
}

async function renderEvidence(record: PredictionRecord, number: number): Promise<Html> {
  const { id, statement, test, rule, verdict, figures, trials, seconds } = record
  const charts = await renderPanels(predictionPanels(record), 4)
  return html`<article class="card prediction" aria-labelledby="${placeOf(number)}">
    <h3 id="${placeOf(number)}">${statement}</h3>
    <p>${renderVerdict(record)}: ${verdict.because}</p>
    <dl>
      <dt>Test</dt>
      <dd>${test}</dd>
      <dt>Rule</dt>
      <dd>${rule === '' ? 'none' : rule}</dd>
      <dt>From</dt>
      <dd>
        ${formatCount(trials)} trial${trials === 1 ? '' : 's'} in ${formatNumber(seconds)} s, as
        <code>${id}</code>
      </dd>
    </dl>
    ${charts}
    ${
      figures.length > 0 &&
      html`<details>
        <summary>All ${figures.length} figures</summary>
        ${renderFigures(figures, number)}
      </details> `
    }
  </article> `
}

function renderFigures(figures: readonly PredictionFigure[], number: number): Html {
  const caption = `Figures of prediction ${number}`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col" class="n">Value</th>
          <th scope="col" class="n">95 % interval</th>
          <th scope="col">Unit</th>
          <th scope="col" class="n">Trials or pairs</th>
        </tr>
      </thead>
      <tbody>
        ${figures.map(
          (figure) =>
            html`<tr>
              <th scope="row">${figure.name}</th>
              <td class="n">${figure.value === null ? '—' : formatNumber(figure.value)}</td>
              <td class="n">${intervalText(figure)}</td>
              <td>${figure.unit}</td>
              <td class="n">${formatCount(figure.n)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

function renderProvenance({
  at,
  seed,
  trials,
  quick,
  harness,
  machine,
}: PredictionsDocument): Html {
  return html`<section aria-labelledby="provenance">
    <h2 id="provenance">Provenance</h2>
    <p class="lede">
      What agents do is virtual: the same seed gives the same figures on any machine. CPU and
      goodput belong to this one.
    </p>
    ${renderFacts([
      ['Started', at],
      ['Seed', String(seed)],
      ['Repetitions of each cell', formatCount(trials)],
      ['Trials', quick ? 'quick' : 'full'],
      [
        'Harness',
        `muster ${harness.version}, commit ${harness.commit}${harness.dirty ? ', with uncommitted changes' : ''}`,
      ],
      ['Node', `${machine.node}, ${machine.platform}`],
      ['Processor', `${machine.cpuModel}, ${machine.cpus} logical`],
      ['Load average', formatNumber(machine.loadBefore)],
    ])}
    <h3>To test them again</h3>
    <pre><code>muster predictions${quick ? ' --quick' : ''} --trials ${trials}</code></pre>
  </section> `
}
