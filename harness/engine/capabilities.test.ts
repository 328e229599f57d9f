import { describe, expect, it } from 'vitest'
import type { Action, Draft } from '../../adapters/contract.ts'
import { loadArchitecture } from '../../adapters/registry.ts'
import type { Workload } from '../../workloads/workload.ts'
import { GOVERNED } from '../controls/levels.ts'
import { briefWorkload, ENTRANTS, runHere } from './testing/trial.ts'
import { withMethods, wrapped } from './testing/wrap.ts'

/** Two departments of one team each: the real LangChain takes its time. */
function smallWorkload(): Workload {
  const { organisation, arrivals } = briefWorkload()
  return briefWorkload({
    organisation: { ...organisation, teamsPerDepartment: 1 },
    arrivals: { ...arrivals, perTeamPerHour: 12 },
  })
}

describe.each(ENTRANTS)('%s:%s', (architecture, topology) => {
  it('does benign work all right at K1 and at P2, and behaves as without them', async () => {
    const spec = { architecture, topology, agents: 12, workload: smallWorkload() }
    const plain = await runHere({ ...spec, levels: GOVERNED })
    const held = await runHere({
      ...spec,
      levels: { ...GOVERNED, policy: 'P2', capabilities: 'K1' },
    })
    expect(held.tasks.offered).toBeGreaterThan(3)
    expect(held.tasks).toMatchObject({ right: held.tasks.offered, failed: 0, wrong: 0 })
    expect(held.intrinsic.denials).toBe(0)
    expect(held.intrinsic.capabilityChecks).toBeGreaterThan(held.tasks.offered)
    expect(held.digest).toBe(plain.digest)
    expect(held.effectsDigest).toBe(plain.effectsDigest)
    const { capabilityChecks: _, ...others } = held.intrinsic
    expect(plain.intrinsic).toMatchObject(others)
    expect(plain.intrinsic.capabilityChecks).toBe(0)
  })
})

const REQUESTS: ReadonlySet<Action> = new Set<Action>(['request', 'delegate', 'handoff'])

/** The origin and depth of every request that is not its sender's own. */
async function provenance(architecture: string, topology: string): Promise<string[]> {
  const initiators = new Map<number, number>()
  const said: string[] = []
  const note = (draft: Draft): void => {
    if (!REQUESTS.has(draft.action)) return
    const isOwn = draft.from === initiators.get(draft.workId)
    const expected = isOwn ? undefined : initiators.get(draft.workId)
    const right = draft.origin === expected && draft.hopCount === (isOwn ? undefined : 1)
    said.push(`${isOwn ? 'own' : 'forwarded'} ${right ? 'right' : JSON.stringify(draft)}`)
  }
  const spy = wrapped(await loadArchitecture(architecture), {
    cell: (cell) => {
      const { guard } = cell
      return {
        ...cell,
        guard: {
          seal: (draft, receivers) => {
            note(draft)
            return guard.seal(draft, receivers)
          },
          admit: (message, receiver) => guard.admit(message, receiver),
          open: (message, receiver) => guard.open(message, receiver),
          entrust: (workId, to, step) => guard.entrust(workId, to, step),
          isQuarantined: (agent) => guard.isQuarantined(agent),
        },
      }
    },
    deployment: (deployment) =>
      withMethods(deployment, {
        start: (work, done) => {
          initiators.set(work.id, work.initiator)
          deployment.start(work, done)
        },
      }),
  })
  await runHere({ architecture, topology, agents: 12, workload: smallWorkload() }, spy)
  return said
}

it.each(ENTRANTS)('%s:%s says on whose behalf it asks, and how deep', async (name, topology) => {
  const said = await provenance(name, topology)
  expect(said.length).toBeGreaterThan(0)
  expect(said.filter((line) => !line.endsWith('right'))).toEqual([])
})
