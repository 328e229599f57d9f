import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import type { IncidentSpec, PeopleSpec, Workload } from '../../workloads/workload.ts'
import { BARE, type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { FLOOD_MESSAGES } from '../incidents/flood.ts'
import { runHere } from './testing/trial.ts'

function workload(changes: Partial<IncidentSpec>, people: Partial<PeopleSpec> = {}): Workload {
  const base = testWorkload()
  return testWorkload({
    organisation: { ...base.organisation, teamsPerDepartment: 1 },
    arrivals: { ...base.arrivals, perTeamPerHour: 2 },
    people: { ...base.people, readerShare: 20, ...people },
    incident: { ...(base.incident as IncidentSpec), ...changes },
  })
}

async function trial(
  levels: ControlLevels,
  changes: Partial<IncidentSpec>,
  people: Partial<PeopleSpec> = {},
  system: { readonly architecture?: string; readonly topology?: string } = {},
): Promise<CompletedTrial & { readonly containment: ContainmentRecord }> {
  const record = await runHere({
    levels,
    agents: 12,
    seed: 7,
    ...system,
    workload: workload(changes, people),
  })
  return { ...record, containment: record.containment as ContainmentRecord }
}

describe('an approval that is rubber-stamped', () => {
  const careful = { approvals: { missFactor: 0, repeatPenalty: 0 } }

  it('lets a post through that careful people stop', async () => {
    const levels: ControlLevels = { ...GOVERNED, approvals: 'H2' }
    const stopped = await trial(levels, {}, careful)
    expect(stopped.containment).toMatchObject({ postAccepted: false, peopleExposed: 0 })
    const stamped = await trial(levels, { hypothesis: 'approval-rubber-stamped' }, careful)
    expect(stamped.containment.postAccepted).toBe(true)
    expect(stamped.containment.peopleExposed).toBeGreaterThan(0)
  })

  it('changes nothing where nobody is asked', async () => {
    const usual = await trial(GOVERNED, {})
    const stamped = await trial(GOVERNED, { hypothesis: 'approval-rubber-stamped' })
    expect(stamped.digest).toBe(usual.digest)
  })
})

describe('a person who follows the rogue’s advice', () => {
  it('exposes data in their own name, of which people learn and which is taken back', async () => {
    const { containment, validity } = await trial(GOVERNED, { hypothesis: 'human-relay' })
    expect(validity.valid).toBe(true)
    expect(containment.postAccepted).toBe(true)
    expect(containment.peopleExposed).toBeGreaterThan(0)
    expect(containment.timeline[0]?.[0]).toBeGreaterThan(5)
    expect(containment.commandMin).not.toBeNull()
    const bare = (await trial(BARE, { hypothesis: 'human-relay' })).containment
    expect(bare.commandMin).toBeNull()
    expect(bare.peopleExposed).toBeGreaterThan(containment.peopleExposed)
  })

  it('finds no advice where the post was stopped, and opens nothing', async () => {
    const levels: ControlLevels = { ...GOVERNED, approvals: 'H2' }
    const people = { approvals: { missFactor: 0, repeatPenalty: 0 } }
    const { containment } = await trial(levels, { hypothesis: 'human-relay' }, people)
    expect(containment).toMatchObject({ postAccepted: false, peopleExposed: 0 })
  })
})

describe('a rogue', () => {
  it('posts as a lead too, and as a crew’s manager reads more than a writer does', async () => {
    const crew = { architecture: 'crewai', topology: 'hierarchical' }
    const leaf = (await trial(GOVERNED, {}, {}, crew)).containment
    const middle = (await trial(GOVERNED, { place: 'middle' }, {}, crew)).containment
    expect(middle).toMatchObject({ place: 'middle', postAccepted: true })
    expect(middle.rogue).not.toBe(leaf.rogue)
    expect(middle.readOut?.artefacts).toBeGreaterThan(leaf.readOut?.artefacts as number)
  })

  it('at the apex has no board to post on, and reads what comes up', async () => {
    for (const levels of [BARE, GOVERNED]) {
      const { containment } = await trial(levels, { place: 'hub' })
      expect(containment).toMatchObject({ postAccepted: false, peopleExposed: 0 })
      expect(containment.readOut?.works).toBeGreaterThan(0)
    }
  })
})

describe('a flood', () => {
  const flood = { scenario: 'flood' } as const

  it('is accepted where nothing checks, and refused where signatures are checked', async () => {
    const open = await trial(BARE, flood)
    expect(open.flood).toMatchObject({ sent: FLOOD_MESSAGES, accepted: FLOOD_MESSAGES, refused: 0 })
    const signed = await trial({ ...BARE, auth: 'A3' }, { ...flood, floodMessages: 200 })
    expect(signed.flood).toMatchObject({ sent: 200, accepted: 0, refused: 200 })
  })

  it('costs no verification beyond what the limit lets through', async () => {
    const opens = async (limits: 'R0' | 'R1'): Promise<number> => {
      const levels: ControlLevels = { ...BARE, auth: 'A3', limits }
      const { validity } = await trial(levels, { ...flood, floodMessages: 200 })
      const text = validity.conditions.find(({ name }) => name.includes('authenticated'))?.detail
      return Number(/^\d+/.exec(text ?? '')?.[0])
    }
    expect((await opens('R0')) - (await opens('R1'))).toBeGreaterThan(150)
  })

  it('leaves the team’s tasks alone, and the benign window as it was', async () => {
    const peace = await trial(BARE, { ...flood, floodMessages: 0 })
    const war = await trial(BARE, flood)
    expect(peace.flood?.sent).toBe(0)
    expect(war.flood?.casesDone).toBe(peace.flood?.casesDone)
    expect(war.flood?.casesDone).toBeGreaterThan(0)
    expect(war.tasks).toEqual(peace.tasks)
    expect(war.containment.postAccepted).toBe(false)
  })
})
