import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import type { Control, PolicyServerSpec } from '../../workloads/policy-server.ts'
import type { IncidentSpec, Workload } from '../../workloads/workload.ts'
import { BARE, type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { levelsOf } from '../controls/profile.ts'
import { HOUR, MS, SECOND } from '../kernel/units.ts'
import { ROGUE_CANARY } from '../world/artefacts.ts'
import { benignWorkload, runHere } from './testing/trial.ts'

type PolicyServerRecord = NonNullable<CompletedTrial['policyServer']>

const P3: ControlLevels = { ...BARE, policy: 'P3' }

const DEFAULT_TOPOLOGIES = [
  ['mesh', 'direct'],
  ['langchain', 'subagents'],
  ['crewai', 'sequential'],
  ['autogen', 'round-robin'],
  ['centralized', 'sessions'],
  ['workflow', 'pipeline'],
] as const

/** Somebody has seen the attack coming. */
const NAMES_THE_ATTACK: Control = {
  name: 'that-guidance',
  scope: { stepTypes: ['tool'], stepNames: ['post'], stages: ['pre'] },
  selector: { path: 'input' },
  evaluator: { name: 'regex', pattern: ROGUE_CANARY },
  action: { decision: 'deny', message: 'unauthorised guidance' },
}

const CONTROLS = [NAMES_THE_ATTACK]
const FOR_EVER = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER }

async function incident(
  { hypothesis, ...policyServer }: Partial<PolicyServerSpec> & Pick<IncidentSpec, 'hypothesis'>,
  levels: ControlLevels = P3,
): Promise<ContainmentRecord> {
  const base = testWorkload()
  const spec = base.incident as NonNullable<Workload['incident']>
  const workload = testWorkload({
    policyServer,
    incident: { ...spec, caseTasksPerHour: 0, ...(hypothesis && { hypothesis }) },
    organisation: { ...base.organisation, teamsPerDepartment: 1 },
    arrivals: { ...base.arrivals, perTeamPerHour: 2 },
  })
  const { containment } = await runHere({ levels, workload, agents: 12 })
  return containment as ContainmentRecord
}

describe('the rogue’s post', () => {
  it('appears under the usual controls: it is a permitted tool and holds no secret', async () => {
    expect((await incident({})).postAccepted).toBe(true)
  })

  it('is stopped by a control that names it, and not below P3', async () => {
    expect((await incident({ controls: CONTROLS }, BARE)).postAccepted).toBe(true)
    const stopped = await incident({ controls: CONTROLS })
    expect(stopped).toMatchObject({ postAccepted: false, peopleExposed: 0 })
  })

  it('is stopped by steering too, because nobody here follows the advice', async () => {
    const steer = { ...NAMES_THE_ATTACK, action: { decision: 'steer' } } as const
    expect((await incident({ controls: [steer] })).postAccepted).toBe(false)
  })

  it('appears past the control by a program that asks nobody, unless it runs in a sandbox', async () => {
    const skipped = { controls: CONTROLS, hypothesis: 'enforcement-skipped' } as const
    const shipped = await incident(skipped, levelsOf('agent-control', 'mesh'))
    expect(shipped.postAccepted).toBe(true)
    const isolated = await incident(skipped, levelsOf('agent-control-isolated', 'mesh'))
    expect(isolated.postAccepted).toBe(false)
  })

  it('appears past an unreachable server only if clients are told to go on without it', async () => {
    const attacked = { controls: CONTROLS, unreachable: FOR_EVER }
    const open = await incident({ ...attacked, onUnreachable: 'allow' })
    expect(open.postAccepted).toBe(true)
    expect(open.peopleExposed).toBeGreaterThan(0)
    // As the product's own client does.
    const closed = await incident(attacked)
    expect(closed).toMatchObject({ postAccepted: false, peopleExposed: 0 })
  })
})

async function benign(
  policyServer: Partial<PolicyServerSpec>,
  changes: Partial<Workload> = {},
  rest: Parameters<typeof runHere>[0] = {},
) {
  const workload = benignWorkload({ policyServer, ...changes })
  const trial = await runHere({ levels: P3, workload, ...rest })
  return { ...trial, policyServer: trial.policyServer as PolicyServerRecord }
}

describe('benign work at P3', () => {
  for (const [architecture, topology] of DEFAULT_TOPOLOGIES) {
    it(`on ${architecture} is all right, and waits for each decision`, async () => {
      const entrant = { architecture, topology, agents: 12, workload: benignWorkload() }
      const free = await runHere(entrant)
      const asked = await runHere({ ...entrant, levels: { ...GOVERNED, policy: 'P3' } })
      const { offered } = free.tasks
      expect(asked.tasks).toMatchObject({ offered, completed: offered, right: offered, wrong: 0 })
      expect(asked.tasks.synthesesWrong).toBe(0)
      expect(asked.validity.valid).toBe(true)
      expect(asked.policyServer).toMatchObject({ denied: 0, steered: 0, unanswered: 0, lost: 0 })
      expect(asked.latency.meanMs).toBeGreaterThan(free.latency.meanMs as number)
    })
  }

  it('asks once for each tool call and each request to another department', async () => {
    const { policyServer, intrinsic } = await benign({})
    const { tasks } = benignWorkload()
    expect(tasks.some(({ steps }) => steps.some(({ at }) => at === 'peer'))).toBe(true)
    expect(policyServer.asked).toBeGreaterThan(intrinsic.toolCalls)
    expect(policyServer.asked).toBe(policyServer.served)
    // Two ways of at least 50 ms and a decision of about 36.
    expect(policyServer.waitP50Ms).toBeGreaterThan(136)
    expect(policyServer.waitP50Ms).toBeLessThan(500)
  })

  it('asks nobody where no control is about the step, and takes no longer then', async () => {
    const free = await runHere()
    const { policyServer, latency } = await benign({ controls: [] })
    expect(policyServer).toMatchObject({ asked: 0, served: 0 })
    expect(latency).toEqual(free.latency)
  })

  it('waits for people after the server has allowed it', async () => {
    const people = { ...benignWorkload().people, reviewers: 4 }
    const both = { levels: { ...P3, approvals: 'H2' } as const }
    const { approvals, policyServer } = await benign({}, { people }, both)
    expect(approvals?.asked).toBeGreaterThan(0)
    expect(policyServer.asked).toBeGreaterThan(approvals?.asked as number)
    const deny = { ...NAMES_THE_ATTACK, evaluator: { name: 'regex', pattern: '' } } as const
    const stopped = await benign({ controls: [deny] }, { people }, both)
    expect(stopped.policyServer.denied).toBeGreaterThan(0)
    expect(stopped.approvals?.asked).toBeLessThan(approvals?.asked as number)
  })

  it('is the same in every pass and every run', async () => {
    const once = await benign({}, {}, { minCpuS: 0.05 })
    const twice = await benign({}, {}, { minCpuS: 0.05 })
    expect(once.cost.passes).toBeGreaterThan(1)
    expect(once.validity.valid).toBe(true)
    expect(twice.digest).toBe(once.digest)
    expect(twice.policyServer).toEqual(once.policyServer)
  })

  it('stands still while an attacker keeps the server from answering', async () => {
    const { policyServer, tasks } = await benign({ unreachable: FOR_EVER })
    expect(policyServer.served).toBe(0)
    expect(policyServer.lost).toBe(policyServer.asked)
    expect(policyServer.unanswered).toBe(policyServer.asked)
    expect(policyServer.waitCensoredShare).toBe(1)
    expect(tasks.failed).toBeGreaterThan(tasks.offered / 2)
    const lax = await benign({ unreachable: FOR_EVER, onUnreachable: 'allow' })
    expect(lax.tasks.right).toBe(lax.tasks.offered)
  })

  it('goes on when the server is back', async () => {
    const { policyServer, tasks } = await benign({
      unreachable: { fromUs: 0, untilUs: HOUR / 2 },
    })
    expect(policyServer.lost).toBeGreaterThan(0)
    expect(policyServer.served).toBeGreaterThan(0)
    expect(tasks.right).toBeGreaterThan(0)
  })
})

describe('one server for everybody', () => {
  it('has a queue that grows as ρ passes 1, and steps that are never answered in time', async () => {
    const slow = { places: 1, decisionUs: 2 * SECOND, decisionSigma: 0 }
    const at = async (perTeamPerHour: number): Promise<PolicyServerRecord> => {
      const base = benignWorkload()
      const changes = {
        arrivals: { ...base.arrivals, perTeamPerHour },
        limits: { ...base.limits, tasksInFlightPerDepartment: 1000 },
      }
      return (await benign(slow, changes)).policyServer
    }
    const calm = await at(10)
    const crowded = await at(1500)
    expect(calm.offeredLoad).toBeLessThan(0.1)
    expect(calm.unanswered).toBe(0)
    expect(crowded.offeredLoad).toBeGreaterThan(1)
    expect(crowded.longestQueue).toBeGreaterThan(15)
    expect(crowded.unanswered).toBeGreaterThan(0)
  })

  it('is asked by all departments, whose decisions wait for each other', async () => {
    const alone = await benign({ places: 1, decisionUs: 500 * MS }, {}, { agents: 12 })
    const many = await benign({ places: 1, decisionUs: 500 * MS }, {}, { agents: 240 })
    expect(many.policyServer.longestQueue).toBeGreaterThan(alone.policyServer.longestQueue)
    expect(many.policyServer.waitP99Ms).toBeGreaterThan(alone.policyServer.waitP99Ms as number)
  })
})
