/** What the sandbox levels of a run keep apart, and what they do not. */
import type { EntrantRecord } from '../../results/record.ts'
import { html, type Html } from './html.ts'

const LEVELS: Readonly<Record<string, string>> = {
  S1: 'a worker thread for each department, in a context without process, modules or timers. Its memory is limited, and the services’ handles are not in it. node:vm is no security mechanism: a program that breaks out of the context has files and network, but still no handle.',
  S2: 'an interpreter of its own for each agent (QuickJS in WebAssembly, in place of isolated-vm, which has no release for all of Node 20, 22 and 24), with limited memory and a limited number of steps. Nothing of Node exists in it. The interpreters of a shard share one WebAssembly memory.',
  S3: 'a child process for each department under Node’s permission model: files, processes and workers are denied. Before Node 25 the network is not, and Node calls the model a seat belt, not protection against malicious code. For samples of at most 16 departments.',
}

/** A paragraph for each level above S0 that an entrant has; nothing if none has any. */
export function renderSandboxLevels(entrants: readonly EntrantRecord[]): Html | undefined {
  const levels = [...new Set(entrants.map(({ controls }) => controls.sandbox))].toSorted()
  const explained = levels.filter((level) => Object.hasOwn(LEVELS, level))
  if (explained.length === 0) return undefined
  return html`<p class="lede">
      Sandboxes hold the code by which an agent uses a tool. At S0 that code could call a service
      itself and ask no policy; above, what it asks for comes out as text and takes the path.
    </p>
    ${explained.map((level) => html`<p class="lede">${level}: ${LEVELS[level]}</p>`)}`
}
