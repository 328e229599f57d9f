/** Names to adapters, each loaded only when it is asked for. */
import { MusterError } from '../harness/kernel/errors.ts'
import type { Architecture } from './contract.ts'

const LOADERS: Readonly<Record<string, () => Promise<Architecture>>> = {
  langchain: async () => (await import('./langchain/index.ts')).langchain,
  crewai: async () => (await import('./crewai/index.ts')).crewai,
  autogen: async () => (await import('./autogen/index.ts')).autogen,
  mesh: async () => (await import('./mesh/index.ts')).mesh,
}

export const ARCHITECTURES: readonly string[] = Object.keys(LOADERS)

/** Loads an architecture by name. Throws ENTRANT_UNKNOWN with the known names. */
export async function loadArchitecture(name: string): Promise<Architecture> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined
  if (load === undefined) {
    throw new MusterError('ENTRANT_UNKNOWN', `architecture "${name}" is not known`, {
      hint: `one of: ${ARCHITECTURES.join(', ')}`,
    })
  }
  return load()
}
