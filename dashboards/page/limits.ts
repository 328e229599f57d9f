/** What the figures do not say, in the page and not in a distant document. */
import { html, type Html } from './html.ts'

/** The sentence that every published figure stands under. */
export const SCOPE =
  'These figures rank adapters written in the style of those frameworks, on this machine, under this workload, with a simulated model; not the products.'

const SIMULATED: ReadonlyArray<readonly [string, string]> = [
  [
    'Language model',
    'Simulated: a pure function of the prompt with a latency from a named profile. It answers rightly only if what it needs is in the prompt.',
  ],
  ['Network delay', 'Simulated, in virtual time.'],
  ['People', 'Simulated readers and reviewers, finite in number, with delays in virtual time.'],
  [
    'Passing of time',
    'Simulated: latency, exposure and containment are in virtual time and do not depend on the machine.',
  ],
]

const REAL: ReadonlyArray<readonly [string, string]> = [
  [
    'Framework code',
    'Real where an architecture’s card says “real packages”; elsewhere an execution model, re-implemented from the version that the card names.',
  ],
  [
    'Cryptography',
    'Real handshakes, tags and signatures over every message that the level covers.',
  ],
  [
    'Policy, audit, detection',
    'Real code on the path of messages and effects, at the levels listed above.',
  ],
  ['Cost', 'Measured: CPU time and memory of this machine’s process.'],
]

const LIMITS: readonly string[] = [
  'Throughput is work of the harness and the adapter for each second of CPU, with model calls that cost nothing on the host. It says how much machine an organisation needs beside its models, not how many tasks a paid model would finish.',
  'Trials with the same number share their seed, so ratios are taken within pairs. Intervals are 95 % and come from few trials; a difference that is not resolved may still exist.',
  'Tiers join neighbours that are not resolved from each other. The order inside a tier means nothing.',
  'A time that never came within the horizon is censored: it is shown as such, and never averaged away.',
  'One incident, of one kind, begun by one agent: an organisation that contains it may fail at another.',
  'The oracle judges artefacts, not prose: “right” means that the information arrived where it was needed.',
]

/** Scope, what is simulated, what is real, and how far the figures reach. */
export function renderLimits(): Html {
  return html`<section aria-labelledby="limits">
    <h2 id="limits">Limits of validity</h2>
    <p class="scope">${SCOPE}</p>
    <ul class="prose">
      ${LIMITS.map((limit) => html`<li>${limit}</li> `)}
    </ul>
    <div class="cards">
      <div class="card">
        <h3>Simulated</h3>
        <dl>${SIMULATED.map(entry)}</dl>
      </div>
      <div class="card">
        <h3>Real</h3>
        <dl>${REAL.map(entry)}</dl>
      </div>
    </div>
  </section> `
}

function entry([name, text]: readonly [string, string]): Html {
  return html`<dt>${name}</dt>
    <dd>${text}</dd>`
}
