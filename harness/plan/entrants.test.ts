import { describe, expect, it } from 'vitest'
import { ARCHITECTURES, loadFacts } from '../../adapters/registry.ts'
import { type EntrantChoice, resolveEntrants } from './entrants.ts'

const choice = (changes: Partial<EntrantChoice>): EntrantChoice => ({
  architectures: ['mesh'],
  architecturesFrom: 'here',
  profiles: ['governed'],
  topologies: [],
  ...changes,
})

async function namesOf(changes: Partial<EntrantChoice>): Promise<string[]> {
  return (await resolveEntrants(choice(changes))).map(({ entrant }) => entrant)
}

describe('entrants', () => {
  it('are architectures crossed with profiles, in the order given', async () => {
    const names = await namesOf({
      architectures: ['mesh', 'crewai'],
      profiles: ['governed', 'bare'],
    })
    expect(names).toEqual(['mesh@governed', 'mesh@bare', 'crewai@governed', 'crewai@bare'])
  })

  it('name the topology unless it is the default', async () => {
    const names = await namesOf({ architectures: ['crewai:sequential', 'crewai:hierarchical'] })
    expect(names).toEqual(['crewai@governed', 'crewai:hierarchical@governed'])
  })

  it('are not repeated when a topology is asked for twice', async () => {
    const names = await namesOf({
      architectures: ['crewai', 'crewai:sequential'],
      topologies: ['crewai:sequential', 'crewai:hierarchical', 'crewai:hierarchical'],
    })
    expect(names).toEqual(['crewai@governed', 'crewai:hierarchical@governed'])
  })

  it('with all topologies are every topology of the architectures, and of no other', async () => {
    const entrants = await resolveEntrants(
      choice({ architectures: ['langchain', 'autogen'], topologies: ['all'] }),
    )
    const expected = []
    for (const name of ['langchain', 'autogen']) {
      for (const topology of (await loadFacts(name)).topologies) {
        expected.push(`${name}:${topology.name}`)
      }
    }
    expect(entrants.map((one) => `${one.architecture}:${one.topology}`)).toEqual(expected)
    expect(expected.length).toBeGreaterThan(4)
  })

  it('may be topologies of architectures that are not listed', async () => {
    expect(await namesOf({ topologies: ['langchain:swarm'] })).toEqual([
      'mesh@governed',
      'langchain:swarm@governed',
    ])
  })

  it('carry the levels of their profile and the adapter’s declarations', async () => {
    const [bare, governed] = await resolveEntrants(choice({ profiles: ['bare', 'governed'] }))
    expect(bare?.controls.auth).toBe('A0')
    expect(governed?.controls.auth).not.toBe('A0')
    const { title, style, version } = await loadFacts('mesh')
    expect(governed?.facts).toMatchObject({ title, style, version })
  })

  it('under governed have the same controls on every architecture', async () => {
    const entrants = await resolveEntrants(choice({ architectures: ARCHITECTURES }))
    const levels = new Set(entrants.map((entrant) => JSON.stringify(entrant.controls)))
    expect(levels.size).toBe(1)
  })
})

describe('an entrant is refused', () => {
  it.each([
    ['an architecture', { architectures: ['mash'] }, 'here', /one of: .*mesh/],
    ['a topology', { architectures: ['crewai:x'] }, 'here', /crewai:hierarchical/],
    ['a profile', { profiles: ['x'] }, '--profiles', /one of: bare, as-shipped, governed/],
    ['a topology flag', { topologies: ['autogen:x'] }, '--topologies', /autogen:swarm/],
    ['a topology flag’s architecture', { topologies: ['x:y'] }, '--topologies', /one of: .*mesh/],
  ])('for %s that does not exist', async (_what, changes, where, hint) => {
    await expect(resolveEntrants(choice(changes))).rejects.toMatchObject({
      code: 'ENTRANT_UNKNOWN',
      where,
      hint: expect.stringMatching(hint) as string,
    })
  })

  it('for a topology flag without an architecture', async () => {
    await expect(resolveEntrants(choice({ topologies: ['swarm'] }))).rejects.toMatchObject({
      code: 'USAGE',
      where: '--topologies',
    })
  })
})
