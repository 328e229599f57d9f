import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Architecture } from '../../adapters/contract.ts'
import { mesh } from '../../adapters/mesh/index.ts'
import type { ApprovalRecord, CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import type { ApprovalSpec, Workload } from '../../workloads/workload.ts'
import { BARE, type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { HOUR, MINUTE, SECOND } from '../kernel/units.ts'
import { benignWorkload, runHere } from './testing/trial.ts'
import { wrapped } from './testing/wrap.ts'

const DEFAULT_TOPOLOGIES = [
  ['mesh', 'direct'],
  ['langchain', 'subagents'],
  ['crewai', 'sequential'],
  ['autogen', 'round-robin'],
] as const

/** People who see everything and mean well. */
const PERFECT: Partial<ApprovalSpec> = {
  missFactor: 0,
  repeatPenalty: 0,
  falseRejectProbability: 0,
}

/** Two departments of one team each, the first of content policy; the rogue does nothing but post. */
function incidentWorkload(approvals: Partial<ApprovalSpec>): Workload {
  const base = testWorkload()
  const incident = base.incident as NonNullable<Workload['incident']>
  return testWorkload({
    incident: { ...incident, caseTasksPerHour: 0 },
    organisation: { ...base.organisation, teamsPerDepartment: 1 },
    arrivals: { ...base.arrivals, perTeamPerHour: 2 },
    people: { ...base.people, approvals },
  })
}

async function incident(
  approvals: ControlLevels['approvals'],
  spec: Partial<ApprovalSpec> = PERFECT,
  { architecture = 'mesh', topology = 'direct', seed = 7 } = {},
): Promise<CompletedTrial & { readonly containment: ContainmentRecord }> {
  const trial = await runHere({
    levels: { ...BARE, approvals },
    workload: incidentWorkload(spec),
    agents: 12,
    architecture,
    topology,
    seed,
  })
  return { ...trial, containment: trial.containment as ContainmentRecord }
}

describe('the rogue’s post', () => {
  for (const [architecture, topology] of DEFAULT_TOPOLOGIES) {
    it(`on ${architecture} appears at H0 and is stopped at H1 by people who see it`, async () => {
      const options = { architecture, topology }
      const free = (await incident('H0', PERFECT, options)).containment
      const held = (await incident('H1', PERFECT, options)).containment
      expect(free.postAccepted).toBe(true)
      expect(free.peopleExposed).toBeGreaterThan(0)
      expect(held).toMatchObject({ postAccepted: false, peopleExposed: 0, stage: 0 })
    })
  }

  it('appears at H1 when the people miss it', async () => {
    const { containment } = await incident('H1', { ...PERFECT, missFactor: 100 })
    expect(containment.postAccepted).toBe(true)
    expect(containment.peopleExposed).toBeGreaterThan(0)
  })

  it('is missed or not by luck: with usual people it depends on the seed', async () => {
    expect((await incident('H1', {}, { seed: 21 })).containment.postAccepted).toBe(false)
    expect((await incident('H1', {}, { seed: 22 })).containment.postAccepted).toBe(true)
  })

  it('is stopped at H2 as well, and appears where nobody waits for an answer', async () => {
    const slow = { ...PERFECT, reviewFloorUs: 3 * HOUR, timeoutUs: 10 * MINUTE }
    expect((await incident('H2')).containment.postAccepted).toBe(false)
    expect((await incident('H2', slow)).containment.postAccepted).toBe(false)
    const lax = { ...slow, onTimeout: 'allow' } as const
    expect((await incident('H2', lax)).containment.postAccepted).toBe(true)
  })
})

describe('approvals', () => {
  it('cost nothing at H0: the same digest, no count and no record', async () => {
    const trial = await runHere()
    const people = { ...benignWorkload().people, approvals: PERFECT }
    const other = await runHere({ workload: benignWorkload({ people }) })
    expect(other.digest).toBe(trial.digest)
    expect(trial.intrinsic.approvals).toBe(0)
    expect(trial.approvals).toBeUndefined()
  })

  it('of another department’s work are needed at H2 and not at H1', async () => {
    const workload = benignWorkload({
      people: { ...benignWorkload().people, approvals: PERFECT },
    })
    const at = async (approvals: ControlLevels['approvals']): Promise<number> =>
      (await runHere({ levels: { ...BARE, approvals }, workload })).intrinsic.approvals
    const [none, posts, all] = [await at('H0'), await at('H1'), await at('H2')]
    expect(none).toBe(0)
    expect(posts).toBeGreaterThan(0)
    expect(all).toBeGreaterThan(posts)
  })

  it('cannot be left out by an adapter: requests without one are refused by who is asked', async () => {
    // The adapter asks by a way of its own, past the queue of its department.
    const bypassing: Architecture = wrapped(mesh, {
      cell: (cell) => {
        const network = cell.network as unknown as { gate: unknown }
        network.gate = undefined
        return cell
      },
    })
    const workload = benignWorkload({
      tasks: benignWorkload().tasks.filter(({ name }) => name === 'guidance'),
    })
    const spec = { workload, levels: { ...BARE, approvals: 'H2' } as const }
    const { tasks, intrinsic } = await runHere(spec, bypassing)
    expect(tasks.offered).toBeGreaterThan(3)
    expect(tasks.completed).toBe(0)
    expect(intrinsic.approvals).toBe(0)
    expect(intrinsic.denials).toBeGreaterThan(tasks.offered)
  })
})

describe('with enough people at H2', () => {
  const workload = benignWorkload({
    people: { ...benignWorkload().people, reviewers: 4, approvals: PERFECT },
  })

  for (const [architecture, topology] of DEFAULT_TOPOLOGIES) {
    it(`every task on ${architecture} still ends right, but later`, async () => {
      const entrant = { architecture, topology, agents: 24, workload }
      const free = await runHere(entrant)
      const held = await runHere({ ...entrant, levels: { ...GOVERNED, approvals: 'H2' } })
      const { offered } = free.tasks
      expect(held.tasks).toMatchObject({ offered, completed: offered, right: offered, wrong: 0 })
      expect(held.latency.meanMs).toBeGreaterThan(free.latency.meanMs as number)
      expect(held.latency.p99Ms).toBeGreaterThan((free.latency.p99Ms as number) + 5_000)
      const approvals = held.approvals as ApprovalRecord
      expect(approvals).toMatchObject({ denied: 0, timedOut: 0, waitCensoredShare: 0 })
      expect(approvals.asked).toBe(held.intrinsic.approvals)
      expect(approvals.approved).toBe(approvals.asked)
      expect(approvals.offeredLoad).toBeLessThan(0.5)
      expect(held.validity.valid).toBe(true)
    })
  }

  it('the same is decided in every pass and every run', async () => {
    const spec = { workload, levels: { ...BARE, approvals: 'H2' } as const, minCpuS: 0.05 }
    const once = await runHere(spec)
    const twice = await runHere(spec)
    expect(once.cost.passes).toBeGreaterThan(1)
    expect(once.validity.valid).toBe(true)
    expect(twice.digest).toBe(once.digest)
    expect(twice.proofDigest).toBe(once.proofDigest)
  })
})

describe('with too few people at H2', () => {
  /** One person a department, who needs a minute and a half for each request. */
  const withLoad = async (
    arrivalsPerTeamHour: number,
  ): Promise<CompletedTrial & { readonly approvals: ApprovalRecord }> => {
    const base = benignWorkload()
    const trial = await runHere({
      levels: { ...BARE, approvals: 'H2' },
      agents: 24,
      workload: benignWorkload({
        tasks: base.tasks.filter(({ name }) => name === 'guidance'),
        arrivals: { ...base.arrivals, perTeamPerHour: arrivalsPerTeamHour, windowUs: 4 * HOUR },
        limits: { tasksInFlightPerDepartment: 1000, taskDeadlineUs: 30 * MINUTE },
        people: {
          ...base.people,
          reviewers: 1,
          approvals: { ...PERFECT, reviewMeanUs: 90 * SECOND },
        },
      }),
    })
    return { ...trial, approvals: trial.approvals as ApprovalRecord }
  }

  it('the queue grows as ρ passes 1, and tasks miss their deadline', async () => {
    // Two teams a department: forty reviews an hour are all that one person can do.
    const calm = await withLoad(8)
    const crowded = await withLoad(40)
    expect(calm.approvals.offeredLoad).toBeLessThan(0.6)
    expect(calm.tasks.right).toBe(calm.tasks.offered)
    expect(crowded.approvals.offeredLoad).toBeGreaterThan(1.5)
    expect(crowded.approvals.utilisation).toBeGreaterThan(0.85)
    expect(crowded.approvals.longestQueue).toBeGreaterThan(20)
    expect(crowded.approvals.waitCensoredShare).toBeGreaterThan(0.5)
    expect(crowded.tasks.failed).toBeGreaterThan(crowded.tasks.offered / 2)
  })
})
