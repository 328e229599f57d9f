/** What this adapter declares about itself. Printed on the dashboard; nothing is computed from it. */
import { createRequire } from 'node:module'
import type { ArchitectureFacts } from '../contract.ts'
import { ships } from './ships.ts'

const PACKAGES = [
  '@langchain/core',
  '@langchain/langgraph',
  'langchain',
  '@langchain/langgraph-supervisor',
  '@langchain/langgraph-swarm',
]

/** Names and versions of the installed packages, read from their own manifests. */
function installedVersions(): string {
  const require = createRequire(import.meta.url)
  return PACKAGES.map((name) => {
    const manifest = require(`${name}/package.json`) as { readonly version: string }
    return `${name} ${manifest.version}`
  }).join(', ')
}

export const facts: ArchitectureFacts = {
  title: 'LangChain',
  style: 'real packages',
  version: installedVersions(),
  topologies: [
    {
      name: 'subagents',
      summary:
        'The lead is a createAgent supervisor; colleagues are tools, called in parallel when ready.',
    },
    {
      name: 'supervisor',
      summary:
        'createSupervisor with createReactAgent workers: one handoff at a time over a shared history.',
    },
    {
      name: 'swarm',
      summary: 'createSwarm: the owner of a step hands over to the owner of the next one.',
    },
  ],
  changedDefaults: [
    'LANGCHAIN_CALLBACKS_BACKGROUND=false: callbacks are awaited, so no work outlives its run.',
    'Tracing switches (LANGSMITH_TRACING and its older names) are removed from the environment.',
    'supervisor: one tool call a reply, which the package itself asks for with OpenAI models only.',
  ],
  doesNotDo: [
    'No checkpointer, as by default: nothing is persisted, and a broken run is not resumed.',
    'The recursion limit stays at its default of 25 supersteps; a task that exceeds it fails.',
    'Agents of a team run in one process: delegation and handoff have no network delay.',
    'No agent-to-agent channel: work and answers pass through the supervisor or the shared history.',
    'Plain message text is checked by nothing; a team member’s answer is not sealed, only refused ' +
      'if its author is in quarantine by then.',
    'supervisor and swarm seal the handoff’s tool call, not the history that goes with it.',
    'Identity is a name in the run’s configuration; the framework itself verifies none.',
  ],
  controlPoint:
    'Around tool calls: wrapToolCall middleware on createAgent; the tool’s own function on ' +
    'createReactAgent, where handoffs are tools too. Requests to other departments and reports are ' +
    'sealed when sent and admitted when read.',
  ships,
  usesPromises: true,
}
