import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { CompletedTrial } from '../../results/record.ts'
import type { Workload } from '../../workloads/workload.ts'
import { BARE, GOVERNED } from '../controls/levels.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { benignWorkload, recordOf, runHere, testSpec } from '../engine/testing/trial.ts'
import { HOUR, SECOND } from '../kernel/units.ts'
import { runTrial, type RunTrialOptions } from './run-trial.ts'

// The workers run the built code: `npx tsc -p tsconfig.build.json` comes first.

const PLENTY: RunTrialOptions = { timeoutS: 120, heapMiB: 1024 }

async function run(
  changes: Partial<TrialSpec>,
  options: Partial<RunTrialOptions> = {},
): Promise<CompletedTrial> {
  const spec = testSpec(changes)
  const { shards } = await runTrial(spec, { ...PLENTY, ...options })
  return recordOf(spec, shards)
}

/** Nine departments in three divisions; about two tasks a department, and the incident. */
function spread(changes: Partial<Workload> = {}): Workload {
  const base = testWorkload()
  return testWorkload({
    organisation: { ...base.organisation, teamsPerDepartment: 1, departmentsPerDivision: 3 },
    arrivals: { ...base.arrivals, perTeamPerHour: 2 },
    incident: {
      ...(base.incident as NonNullable<Workload['incident']>),
      horizonUs: 2 * HOUR,
      caseTasksPerHour: 3,
    },
    people: { ...base.people, readerShare: 4, reportProbability: 0.5 },
    ...changes,
  })
}

/** The same in little time: the real LangChain takes its own for each task. */
function brief(): Workload {
  const { arrivals, reports, incident, ...rest } = spread()
  return {
    ...rest,
    arrivals: { ...arrivals, windowUs: HOUR / 3, perTeamPerHour: 6 },
    reports: { ...reports, everyUs: HOUR / 2 },
    incident: { ...(incident as NonNullable<Workload['incident']>), horizonUs: HOUR },
  }
}

/** What must not depend on the number of threads. */
function behaviourOf(trial: CompletedTrial) {
  const { digest, effectsDigest, tasks, intrinsic, latency, synthesis, containment } = trial
  return { digest, effectsDigest, tasks, intrinsic, latency, synthesis, containment }
}

/** More virtual work than any time limit here allows: sixty thousand agents for a virtual year. */
const ENDLESS: Partial<TrialSpec> = {
  agents: 60_000,
  workload: benignWorkload({
    arrivals: { ...benignWorkload().arrivals, windowUs: 8760 * HOUR },
  }),
}

describe('a trial whose work takes time on hosts', () => {
  const costs = { event: 3.7, units: { modelCalls: 250.25, envelopes: 40.5, promptChars: 0.013 } }

  it.each([1, 2])(
    'is the same on any number of threads, with %d cells a host',
    async (cellsPerHost) => {
      const spec = { workload: spread(), agents: 54, host: { cores: 1, cellsPerHost, costs } }
      const free = behaviourOf(await run({ workload: spread(), agents: 54 }))
      const alone = behaviourOf(await run({ ...spec, shards: 1 }))
      expect(alone.digest).not.toBe(free.digest)
      for (const shards of [2, 3])
        expect(behaviourOf(await run({ ...spec, shards }))).toEqual(alone)
      const dearer = { ...spec.host, costs: { ...costs, event: 3.8 } }
      expect(behaviourOf(await run({ ...spec, host: dearer })).digest).not.toBe(alone.digest)
    },
  )

  it('is as without hosts if nothing costs anything', async () => {
    const spec = { workload: spread(), agents: 54 }
    const nothing = { event: 0, units: {} }
    const charged = await run({ ...spec, host: { cores: 1, cellsPerHost: 2, costs: nothing } })
    expect(behaviourOf(charged)).toEqual(behaviourOf(await run(spec)))
  })
})

describe('a trial on worker threads', () => {
  const entrants = [
    ['mesh', 'direct', 240],
    ['crewai', 'sequential', 54],
    ['autogen', 'round-robin', 54],
    ['langchain', 'subagents', 24],
  ] as const
  for (const [architecture, topology, agents] of entrants) {
    it(`of ${architecture} behaves the same on any number of threads, and on this one`, async () => {
      const workload = architecture === 'langchain' ? brief() : spread()
      const spec = { architecture, topology, agents, workload, levels: GOVERNED }
      const here = await runHere(spec)
      expect(here.validity.valid).toBe(true)
      expect(here.tasks.offered).toBeGreaterThan(4)
      expect(here.synthesis.departments).toBeGreaterThan(0)
      // The real LangChain takes its time to load.
      for (const shards of architecture === 'langchain' ? [1, 2, 4] : [1, 2, 3, 8]) {
        const trial = await run({ ...spec, shards })
        expect(trial.validity.valid).toBe(true)
        expect(behaviourOf(trial)).toEqual(behaviourOf(here))
        expect(trial.virtual.crossShardMessages > 0).toBe(shards > 1)
      }
    })
  }

  it('proves its audit trail the same way whatever the number of threads', async () => {
    const spec = { agents: 54, workload: spread(), levels: GOVERNED }
    const one = await run({ ...spec, shards: 1 })
    const three = await run({ ...spec, shards: 3 })
    expect(three.proofDigest).toBe(one.proofDigest)
  })

  it('asks one policy server in the same order whatever the number of threads', async () => {
    const policyServer = { places: 1, decisionUs: 10 * SECOND }
    const levels = { ...GOVERNED, policy: 'P3' } as const
    const arrivals = { ...testWorkload().arrivals, perTeamPerHour: 20 }
    const spec = { agents: 54, workload: spread({ policyServer, arrivals }), levels }
    const here = await runHere(spec)
    expect(here.policyServer?.longestQueue).toBeGreaterThan(0)
    for (const shards of [1, 3]) {
      const trial = await run({ ...spec, shards })
      expect(behaviourOf(trial)).toEqual(behaviourOf(here))
      expect(trial.policyServer).toEqual(here.policyServer)
    }
  })

  it('behaves the same with a MAC on every frame, which only several threads exchange', async () => {
    const spec = { agents: 54, workload: spread(), levels: GOVERNED }
    const plain = await run({ ...spec, shards: 3 })
    expect(plain.cost.frames).toBeUndefined()
    for (const shards of [1, 2, 3]) {
      const framed = await run({ ...spec, shards, levels: { ...GOVERNED, frames: 'F1' } })
      expect(behaviourOf(framed)).toEqual(behaviourOf(plain))
      expect(framed.proofDigest).toBe(plain.proofDigest)
      if (shards === 1) expect(framed.cost.frames).toBeUndefined()
      else expect(framed.cost.frames?.frames).toBeGreaterThan(0)
    }
  })

  it('proves the same whichever library makes the keys, on one thread or several', async () => {
    const spec = { agents: 54, workload: spread(), levels: GOVERNED }
    const node = await run({ ...spec, shards: 1 })
    for (const shards of [1, 2]) {
      const sodium = await run({ ...spec, shards, levels: { ...GOVERNED, cryptography: 'X1' } })
      expect(behaviourOf(sodium)).toEqual(behaviourOf(node))
      expect(sodium.proofDigest).toBe(node.proofDigest)
    }
  })

  it('repeats passes in step on several threads', async () => {
    const trial = await run({ agents: 54, shards: 2, minCpuS: 0.3, warmUp: true })
    expect(trial.cost.passes).toBeGreaterThan(1)
    expect(trial.validity.valid).toBe(true)
  })

  it('copes with more threads than cells', async () => {
    const few = { agents: 6, workload: spread() }
    expect(behaviourOf(await run({ ...few, shards: 4 }))).toEqual(
      behaviourOf(await run({ ...few, shards: 1 })),
    )
  })
})

/** The error of a trial that fails, and proof that the next one runs as if nothing had been. */
async function failureOf(
  changes: Partial<TrialSpec>,
  options: Partial<RunTrialOptions> = {},
): Promise<unknown> {
  const error = await run(changes, options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const next = await run({ shards: 2, levels: BARE })
  expect(next.validity.valid).toBe(true)
  return error
}

describe('a trial that fails', () => {
  it('says why, when the architecture throws, on one thread and on two', async () => {
    for (const shards of [1, 2]) {
      const error = await failureOf({
        architecture: 'crewai',
        topology: 'no-such-topology',
        shards,
      })
      expect(error).toMatchObject({ code: 'TRIAL_FAILED' })
      expect((error as Error).message).toMatch(/no-such-topology/)
    }
  })

  it('says why, when only one of its threads fails', async () => {
    // Only in department 0 is there a team; the other thread has the division and waits for it.
    const base = benignWorkload()
    const broken = benignWorkload({
      tasks: base.tasks.map((type) => ({
        ...type,
        steps: type.steps.map((step) => ({ ...step, tool: 'no-such-tool' as 'lookup' })),
      })),
      network: { ...base.network, local: { medianMs: Number.NaN, sigma: 0, minMs: Number.NaN } },
    })
    const error = await failureOf({ agents: 6, workload: broken, shards: 2 })
    expect(error).toMatchObject({ code: 'TRIAL_FAILED' })
    expect((error as Error).message).toMatch(/event at NaN/)
  })

  it('is refused as unknown, when there is no such architecture', async () => {
    const error = await failureOf({ architecture: 'no-such-architecture' })
    expect(error).toMatchObject({ code: 'TRIAL_FAILED' })
    expect((error as Error).message).toMatch(/no-such-architecture/)
  })

  it('is named out of memory, when a worker is, on one thread and on two', async () => {
    for (const shards of [1, 2]) {
      const hungry = { ...ENDLESS, agents: 240_000, shards }
      const error = await failureOf(hungry, { heapMiB: 40 * shards })
      expect(error).toMatchObject({ code: 'WORKER_OUT_OF_MEMORY' })
    }
  })

  it('is named timed out, when it never yields, on one thread and on two', async () => {
    for (const shards of [1, 2]) {
      const error = await failureOf({ ...ENDLESS, shards }, { timeoutS: 0.5 })
      expect(error).toMatchObject({ code: 'TRIAL_TIMED_OUT' })
    }
  })

  it('is named interrupted, when the user interrupts, before or while it runs', async () => {
    const early = await failureOf(ENDLESS, { signal: AbortSignal.abort() })
    expect(early).toMatchObject({ code: 'INTERRUPTED' })
    const controller = new AbortController()
    setImmediate(() => controller.abort())
    const late = await failureOf({ ...ENDLESS, shards: 2 }, { signal: controller.signal })
    expect(late).toMatchObject({ code: 'INTERRUPTED' })
  })
})
