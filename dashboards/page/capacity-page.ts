/** The page of `muster capacity`: one file beside `capacity.json`, without any script. */
import type { CapacityDocument } from '../../results/capacity-record.ts'
import { formatCount, formatList, formatNumber } from '../format.ts'
import { capacityFigures } from '../view/capacity.ts'
import { seriesName } from '../view/series-name.ts'
import { renderBanner, renderDocument, renderFacts, renderFiles } from './document.ts'
import { renderFigure } from './figure.ts'
import { html, type Html } from './html.ts'
import { SCOPE } from './limits.ts'

const FILES: ReadonlyArray<readonly [string, string]> = [
  ['capacity.json', 'what was found, the machine, the costs'],
  ['capacity.csv', 'every rate that was tried'],
]

const METHOD: readonly string[] = [
  'A trial is a benign window of the workload with Poisson arrivals at one rate; it holds if every objective does and its backlog does not grow over the second half of the window by more than chance.',
  'The search doubles or halves the rate until one holds and one fails, bisects to 5 %, and confirms both ends with fresh seeds: at the lower end all of at least seven trials in a row must hold, at the upper end none. A counterexample moves the end outwards and asks for one trial more.',
  'Trials at a tenth to nine tenths of the lower end look whether all below it holds. Where a rate fails and a larger one holds, no capacity is given.',
  'A percentile for which a trial has too few tasks is no evidence, and then no capacity is given.',
]

/** HTML text of the page: a pure function of the document. Everything in it is escaped. */
export async function renderCapacityPage(document: CapacityDocument): Promise<string> {
  const figures = capacityFigures(document)
  const rendered: Html[] = []
  for (const figure of figures) rendered.push(await renderFigure(figure))
  return renderDocument({
    title: `Capacity of ${document.workload.name} — Muster`,
    skip: { id: 'capacity', text: 'To the capacities' },
    header: renderHeader(document),
    sections: [
      ...figures.map(({ id, title }) => [id, title] as const),
      ['method', 'Method'],
      ['provenance', 'Provenance'],
      ['files', 'Files'],
    ],
    main: [
      ...rendered,
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

function renderHeader({ workload, at, records, cpu, cores, warnings }: CapacityDocument): Html {
  const names = [...new Set(records.map(({ entrant }) => seriesName(entrant)))]
  const profiles = [...new Set(records.map(({ profile }) => profile))]
  const sizes = [...new Set(records.map(({ agents }) => agents))]
  const meaning =
    cpu === 'free'
      ? 'Work takes no time, so this is the limit of each architecture and of the simulated model.'
      : `Work takes the time that it took on this machine, harness and simulated model included, on one simulated host of ${formatCount(cores ?? 1)} ${cores === 1 ? 'core' : 'cores'}.`
  return html`<header>
    <p class="kicker">Muster, workload ${workload.name}, ${at.slice(0, 10)}</p>
    <h1>Capacity of ${workload.name}</h1>
    <p class="standfirst">
      How much work ${formatList(names)} keep up with at ${formatList(sizes.map(formatCount))}
      agents, under ${profiles.length === 1 ? 'the profile' : 'the profiles'}
      ${formatList(profiles)}. ${meaning}
    </p>
    <p class="scope">${SCOPE}</p>
    ${renderBanner(warnings)}
  </header> `
}

function renderProvenance(document: CapacityDocument): Html {
  const { workload, at, seed, tasks, cpu, cores, harness, machine } = document
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['Workload', workload.name],
    ['Workload digest', workload.digest],
    ['Seed', String(seed)],
    ['Started', at],
    ['Tasks of a trial', `${formatCount(tasks)}, expected`],
    ['CPU time', cpu === 'free' ? 'free' : `charged, on ${formatCount(cores ?? 1)} cores`],
    [
      'Harness',
      `muster ${harness.version}, commit ${harness.commit}${harness.dirty ? ', with uncommitted changes' : ''}`,
    ],
    ['Node', `${machine.node}, ${machine.platform}`],
    ['Processor', `${machine.cpuModel}, ${machine.cpus} logical`],
    ['Load average', formatNumber(machine.loadBefore)],
  ]
  return html`<section aria-labelledby="provenance">
    <h2 id="provenance">Provenance</h2>
    <p class="lede">
      Latencies and rates are
      virtual${cpu === 'free' && ': the same seed gives the same figures on any machine'}.
    </p>
    ${renderFacts(facts)}
  </section> `
}
