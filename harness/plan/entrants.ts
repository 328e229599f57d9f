/** Which systems are compared: architectures and their topologies, crossed with profiles. */
import { ARCHITECTURES, loadFacts } from '../../adapters/registry.ts'
import type { ArchitectureFacts } from '../../adapters/contract.ts'
import type { EntrantRecord, FactsRecord } from '../../results/record.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { primitivesOf } from '../controls/primitives/create-primitives.ts'
import { levelsOf } from '../controls/profile.ts'
import { MusterError } from '../kernel/errors.ts'

/** A row of the comparison, ready to run. */
export interface Entrant extends EntrantRecord {
  readonly controls: ControlLevels
}

export interface EntrantChoice {
  /** Names, each optionally with a topology: `crewai:hierarchical`. */
  readonly architectures: readonly string[]
  /** Where those names were given: a flag or a place in a file. */
  readonly architecturesFrom: string
  readonly profiles: readonly string[]
  /** More topologies: `langchain:swarm`, or `all` for every topology of the architectures. */
  readonly topologies: readonly string[]
}

/** Resolves names to entrants, in the order given. Throws ENTRANT_UNKNOWN with a located hint, or DOES_NOT_FIT. */
export async function resolveEntrants(choice: EntrantChoice): Promise<Entrant[]> {
  const entrants: Entrant[] = []
  for (const [name, topology] of await variants(choice)) {
    const facts = await loadFacts(name)
    const isDefault = topology === facts.topologies[0]?.name
    for (const profile of choice.profiles) {
      const controls = levelsOf(profile, name, '--profiles')
      // Refuses a library that this machine does not have before anything runs.
      primitivesOf(controls.cryptography)
      entrants.push({
        entrant: `${name}${isDefault ? '' : `:${topology}`}@${profile}`,
        architecture: name,
        topology,
        profile,
        controls,
        facts: {
          title: facts.title,
          style: facts.style,
          version: facts.version,
          changedDefaults: facts.changedDefaults,
          doesNotDo: facts.doesNotDo,
          controlPoint: facts.controlPoint,
          ...shippedBy(facts),
        },
      })
    }
  }
  return entrants
}

function shippedBy({ ships }: ArchitectureFacts): Pick<FactsRecord, 'ships'> {
  if (ships === undefined) return {}
  return { ships: Object.entries(ships).map(([topic, shipped]) => ({ topic, ...shipped })) }
}

/** (architecture, topology) pairs without repeats. */
async function variants({
  architectures,
  architecturesFrom,
  topologies,
}: EntrantChoice): Promise<(readonly [string, string])[]> {
  const wanted = new Map<string, readonly [string, string]>()
  const want = (name: string, topology: string): void => {
    wanted.set(`${name}:${topology}`, [name, topology])
  }
  for (const given of architectures) {
    const [name = '', topology] = given.split(':')
    const known = await topologiesOf(name, architecturesFrom)
    want(
      name,
      topology === undefined ? (known[0] as string) : checked(known, given, architecturesFrom),
    )
    if (topologies.includes('all')) for (const other of known) want(name, other)
  }
  for (const given of topologies) {
    if (given === 'all') continue
    const [name = '', topology] = given.split(':')
    if (topology === undefined) {
      throw new MusterError('USAGE', `"${given}" names no topology`, {
        where: '--topologies',
        hint: 'write architecture:topology, as in langchain:swarm, or all',
      })
    }
    want(name, checked(await topologiesOf(name, '--topologies'), given, '--topologies'))
  }
  return [...wanted.values()]
}

async function topologiesOf(name: string, where: string): Promise<string[]> {
  if (!ARCHITECTURES.includes(name)) {
    throw new MusterError('ENTRANT_UNKNOWN', `architecture "${name}" is not known`, {
      where,
      hint: `one of: ${ARCHITECTURES.join(', ')}`,
    })
  }
  return (await loadFacts(name)).topologies.map((topology) => topology.name)
}

/** The topology of `given`, which is written architecture:topology. */
function checked(known: readonly string[], given: string, where: string): string {
  const [name = '', topology = ''] = given.split(':')
  if (known.includes(topology)) return topology
  throw new MusterError('ENTRANT_UNKNOWN', `${name} has no topology "${topology}"`, {
    where,
    hint: `one of: ${known.map((one) => `${name}:${one}`).join(', ')}`,
  })
}
