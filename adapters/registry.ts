/** Names to adapters, each loaded only when it is asked for. */
import { MusterError } from '../harness/kernel/errors.ts'
import type { Architecture, ArchitectureFacts } from './contract.ts'

interface Entry {
  readonly load: () => Promise<Architecture>
  /** The declarations alone, without the packages behind them. */
  readonly loadFacts: () => Promise<ArchitectureFacts>
}

const ENTRIES: Readonly<Record<string, Entry>> = {
  langchain: {
    load: async () => (await import('./langchain/index.ts')).langchain,
    loadFacts: async () => (await import('./langchain/facts.ts')).facts,
  },
  crewai: {
    load: async () => (await import('./crewai/index.ts')).crewai,
    loadFacts: async () => (await import('./crewai/facts.ts')).CREWAI_FACTS,
  },
  autogen: {
    load: async () => (await import('./autogen/index.ts')).autogen,
    loadFacts: async () => (await import('./autogen/facts.ts')).facts,
  },
  mesh: {
    load: async () => (await import('./mesh/index.ts')).mesh,
    loadFacts: async () => (await import('./mesh/facts.ts')).facts,
  },
  centralized: {
    load: async () => (await import('./centralized/index.ts')).centralized,
    loadFacts: async () => (await import('./centralized/facts.ts')).facts,
  },
  workflow: {
    load: async () => (await import('./workflow/index.ts')).workflow,
    loadFacts: async () => (await import('./workflow/facts.ts')).facts,
  },
}

export const ARCHITECTURES: readonly string[] = Object.keys(ENTRIES)

/** Loads an architecture by name. Throws ENTRANT_UNKNOWN with the known names. */
export function loadArchitecture(name: string): Promise<Architecture> {
  return entry(name).load()
}

/** Loads an architecture's declarations by name. Throws ENTRANT_UNKNOWN with the known names. */
export function loadFacts(name: string): Promise<ArchitectureFacts> {
  return entry(name).loadFacts()
}

function entry(name: string): Entry {
  const found = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined
  if (found !== undefined) return found
  throw new MusterError('ENTRANT_UNKNOWN', `architecture "${name}" is not known`, {
    hint: `one of: ${ARCHITECTURES.join(', ')}`,
  })
}
