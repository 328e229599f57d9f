/** The verdicts on what was predicted: a table for the page of predictions and for that of a run. */
import type { PredictionRecord } from '../../results/prediction-record.ts'
import type { TestedPredictions } from '../../results/tested-predictions.ts'
import { formatCount } from '../format.ts'
import { countVerdicts } from '../view/predictions.ts'
import { html, type Html } from './html.ts'

const MARKS = {
  held: { mark: '✓', style: 'better' },
  'did not hold': { mark: '✕', style: 'worse' },
  'no evidence': { mark: '?', style: 'unresolved' },
} as const

/** A verdict with its mark, which is never the only sign. */
export function renderVerdict({ verdict }: Pick<PredictionRecord, 'verdict'>): Html {
  const { mark, style } = MARKS[verdict.kind]
  const lacks = verdict.kind === 'no evidence' ? ` (${verdict.lacks})` : ''
  return html`<span class="verdict ${style}"
    ><span class="mark" aria-hidden="true">${mark}</span>${verdict.kind}${lacks}</span
  >`
}

/** A row for each prediction; with `link`, its statement leads to the place of its number. */
export function renderVerdicts(
  predictions: readonly Pick<PredictionRecord, 'statement' | 'verdict'>[],
  link?: (number: number) => string,
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Predictions">
    <table class="predictions">
      <caption>
        Predictions and what became of them
      </caption>
      <thead>
        <tr>
          <th scope="col">Prediction</th>
          <th scope="col">Verdict</th>
          <th scope="col">Because</th>
        </tr>
      </thead>
      <tbody>
        ${predictions.map(
          (one, index) =>
            html`<tr>
              <th scope="row">
                ${link === undefined ? one.statement : html`<a href="#${link(index + 1)}">${one.statement}</a>`}
              </th>
              <td>${renderVerdict(one)}</td>
              <td>${one.verdict.because}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

/** The verdicts that a run was given, with where they are from; nothing if it was given none. */
export function renderTestedPredictions(tested: TestedPredictions | undefined): Html | undefined {
  if (tested === undefined) return undefined
  const { at, version, commit, trials, quick, digest, verdicts } = tested
  const counts = countVerdicts(verdicts)
  return html`<section aria-labelledby="predictions">
    <h2 id="predictions">Predictions</h2>
    <p class="lede">
      ${counts.held} of ${verdicts.length} held, ${counts['did not hold']} did not, and for
      ${counts['no evidence']} there is no evidence. They were tested by trials of their own, not by
      this run: ${at.slice(0, 10)}, muster ${version}, commit ${commit}, ${formatCount(trials)}
      ${trials === 1 ? 'repetition' : 'repetitions'} of each cell${quick && ', quick trials'}. Rules
      and figures are in the predictions.json with SHA-256 <code>${digest}</code>.
    </p>
    ${renderVerdicts(verdicts)}
  </section> `
}
