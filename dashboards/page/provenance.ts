/** Where the figures come from: enough to doubt them, to find their raw data, and to make them again. */
import { formatCount, formatNumber, formatShare } from '../format.ts'
import type { RunView } from '../view/run-view.ts'
import { chargedFacts } from './charged.ts'
import { renderFacts } from './document.ts'
import { html, type Html } from './html.ts'

/** Machine, workload, seed, order, warnings and the checks of validity. */
export function renderProvenance(view: RunView): Html {
  const { manifest, trials } = view
  const { environment, harness } = manifest
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['Workload', manifest.workload.name],
    ['Workload digest', manifest.workload.digest],
    ['Seed', String(manifest.seed)],
    ['Started', manifest.startedAt],
    ['Ended', manifest.endedAt ?? 'not ended'],
    ...segmentFacts(manifest),
    ['Trials', `${trials.length} of ${manifest.planned} planned, ${manifest.trials} for each cell`],
    ['Noise floor', describeNoise(view)],
    ...stoppingFacts(manifest),
    ['Order', 'randomised and interleaved; the position of each trial is in cells.jsonl'],
    ['Threads', String(manifest.threads)],
    ...chargedFacts(manifest.hosts),
    [
      'Harness',
      `muster ${harness.version}, commit ${harness.commit}${harness.dirty ? ', with uncommitted changes' : ''}`,
    ],
    ['Self-test', describeSelfTest(manifest.metrology)],
    ['Node', `${environment.node}, ${environment.platform}`],
    ['Node options', environment.nodeOptions === '' ? 'none' : environment.nodeOptions],
    ['Processor', `${environment.cpuModel}, ${environment.cpus} logical`],
    [
      'Memory',
      `${formatNumber(environment.memoryGiB)} GiB${environment.memoryLimitGiB === undefined ? '' : `, limited to ${formatNumber(environment.memoryLimitGiB)} GiB`}`,
    ],
    [
      'Load average',
      `${formatNumber(environment.loadBefore)} before${environment.loadAfter === undefined ? '' : `, ${formatNumber(environment.loadAfter)} after`}`,
    ],
  ]
  return html`<section aria-labelledby="provenance">
    <h2 id="provenance">Provenance</h2>
    <p class="lede">
      Everything on this page is derived from the files beside it. The same command on the same
      commit gives the same virtual figures to the bit; what a task costs belongs to the machine.
    </p>
    ${renderFacts(facts)}
    <h3>To make this run again</h3>
    <pre><code>${manifest.command}</code></pre>
    <h3>Warnings of the run</h3>
    ${
      manifest.warnings.length === 0
        ? html`<p>None.</p>`
        : html`<ul class="prose">
            ${manifest.warnings.map((warning) => html`<li>${warning}</li>`)}
          </ul>`
    }
    <h3>Checks of validity</h3>
    ${renderRunChecks(view)} ${renderChecks(view)} ${renderTrouble(view)}
  </section> `
}

/** How far an entrant differs from itself, at each size. */
function describeNoise({ noise }: RunView): string {
  if (noise.length === 0) return 'no evidence: no entrant ran twice (--aa)'
  const sizes = noise.map(
    ({ agents, pairs, cpuFloor }) =>
      `${formatShare(cpuFloor)} at ${formatCount(agents)} agents (${pairs} A/A pairs)`,
  )
  return `${sizes.join('; ')}, of tasks per CPU-second: a smaller difference is not called one`
}

function stoppingFacts({ stopping }: RunView['manifest']): [string, string][] {
  if (stopping === undefined) return []
  const { rule, maxTrials, precision, skipped } = stopping
  return [
    [
      'Number of trials',
      `found by the run: at most ${maxTrials}, until each pair of entrants is told apart or equivalent within ${formatShare(precision)}; ${skipped} trials were not needed; ${rule}`,
    ],
  ]
}

/** What became of the systems with known answers that were measured before the trials. */
function describeSelfTest(metrology: RunView['manifest']['metrology']): string {
  if (metrology === undefined) return 'no evidence: none was recorded'
  const { rows, holds } = metrology
  const failed = rows.filter((row) => !row.holds)
  return holds
    ? `${rows.length} of ${rows.length} known answers reproduced, the worst ${formatNumber(Math.max(...rows.map((row) => Math.abs(row.differencePercent))))} % off`
    : `does not hold: ${failed.map((row) => `${row.system}, ${row.quantity}`).join('; ')}`
}

/** Processes that worked on the run, if it was resumed, and what later changes can be told by. */
function segmentFacts({ segments = [], chainHead }: RunView['manifest']): [string, string][] {
  const parts = segments.map(
    ({ startedAt, endedAt, fromPosition }) =>
      `from position ${fromPosition}, ${startedAt} to ${endedAt ?? 'a kill'}`,
  )
  return [
    ...(parts.length < 2 ? [] : [['Segments', parts.join('; ')] as [string, string]]),
    ...(chainHead === undefined
      ? []
      : [['Head of the chain over cells.jsonl', chainHead] as [string, string]]),
  ]
}

/** The conditions on the run as a whole. */
function renderRunChecks({ manifest }: RunView): Html | undefined {
  const { validity } = manifest
  if (validity === undefined) return undefined
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Checks of the run">
    <table>
      <caption>
        Checks of the run
      </caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Holds</th>
          <th scope="col">Figures</th>
          <th scope="col">If it does not</th>
        </tr>
      </thead>
      <tbody>
        ${validity.conditions.map(
          ({ name, holds, detail, next }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${holds ? 'yes' : 'no'}</td>
              <td>${detail}</td>
              <td>${next ?? '—'}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

/** Each condition with the trials in which it held, and the figures where it did not. */
function renderChecks({ trials }: RunView): Html {
  const completed = trials.filter((trial) => trial.kind === 'completed')
  const names = [
    ...new Set(completed.flatMap((trial) => trial.validity.conditions.map((one) => one.name))),
  ]
  if (names.length === 0) return html`<p>No evidence: no trial recorded any check.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Checks of validity">
    <table>
      <caption>
        Checks of validity
      </caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col" class="n">Holds in</th>
          <th scope="col">Where it does not hold</th>
        </tr>
      </thead>
      <tbody>
        ${names.map((name) => {
          const checks = completed.flatMap((trial) =>
            trial.validity.conditions
              .filter((condition) => condition.name === name)
              .map((condition) => ({ trial, condition })),
          )
          const broken = checks.filter(({ condition }) => !condition.holds)
          return html`<tr>
            <th scope="row">${name}</th>
            <td class="n">${checks.length - broken.length} of ${checks.length}</td>
            <td>
              ${
                broken.length === 0
                  ? '—'
                  : broken.map(
                      ({ trial, condition }) =>
                        html`<small
                          >${trial.entrant}, ${formatCount(trial.agents)} agents, trial
                          ${trial.trial}:
                          ${condition.detail}${condition.next === undefined ? '' : `; ${condition.next}`}</small
                        >`,
                    )
              }
            </td>
          </tr> `
        })}
      </tbody>
    </table>
  </div> `
}

function renderTrouble({ trials }: RunView): Html | undefined {
  const failed = trials.filter((trial) => trial.kind === 'failed')
  if (failed.length === 0) return undefined
  return html`<h3>Failed trials</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="Failed trials">
      <table>
        <caption>
          Failed trials
        </caption>
        <thead>
          <tr>
            <th scope="col">Entrant</th>
            <th scope="col" class="n">Agents</th>
            <th scope="col" class="n">Trial</th>
            <th scope="col">Code</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          ${failed.map(
            (trial) =>
              html`<tr>
                <th scope="row">${trial.entrant}</th>
                <td class="n">${formatCount(trial.agents)}</td>
                <td class="n">${trial.trial}</td>
                <td><code>${trial.code}</code></td>
                <td>${trial.reason}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div> `
}
