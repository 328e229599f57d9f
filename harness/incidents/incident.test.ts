import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Architecture, Cell } from '../../adapters/contract.ts'
import { isRefused } from '../../adapters/contract.ts'
import { loadArchitecture } from '../../adapters/registry.ts'
import type { CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import type { Workload } from '../../workloads/workload.ts'
import { AUTH_LEVELS, BARE, type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { benignEndUs } from '../engine/trial-spec.ts'
import { benignWorkload, runHere, sharedTrial } from '../engine/testing/trial.ts'
import { wrapped } from '../engine/testing/wrap.ts'
import { HOUR, MINUTE } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { placeIncident } from './placement.ts'

const SEED = 7
const AGENTS = 12

/** Two departments of one team each; few benign tasks, and an incident. */
function workload(changes: Partial<Workload> = {}): Workload {
  const base = testWorkload()
  return testWorkload({
    organisation: { ...base.organisation, teamsPerDepartment: 1 },
    arrivals: { ...base.arrivals, perTeamPerHour: 2 },
    people: { ...base.people, readerShare: 20 },
    ...changes,
  })
}

async function incident(
  levels: ControlLevels,
  { name = 'mesh', topology = 'direct', work = workload() } = {},
  architecture?: Architecture,
): Promise<CompletedTrial & { readonly containment: ContainmentRecord }> {
  const spec = {
    ...{ levels, workload: work, agents: AGENTS, seed: SEED },
    ...{ architecture: name, topology },
  }
  const trial = await (architecture === undefined ? sharedTrial(spec) : runHere(spec, architecture))
  return { ...trial, containment: trial.containment as ContainmentRecord }
}

const placed = placeIncident(
  workload().incident as NonNullable<Workload['incident']>,
  new Organisation(workload().organisation, AGENTS),
  SEED,
  benignEndUs(workload()),
)

const DEFAULT_TOPOLOGIES = [
  ['mesh', 'direct'],
  ['langchain', 'subagents'],
  ['crewai', 'sequential'],
  ['autogen', 'round-robin'],
] as const

describe('the incident under full control', () => {
  it('is posted, detected, decided, commanded and taken down, in that order', async () => {
    const { containment, validity } = await incident(GOVERNED)
    expect(validity.valid).toBe(true)
    expect(containment).toMatchObject({ rogue: placed.rogue, postAccepted: true, alerts: 1 })
    const { detectMin, decideMin, commandMin, horizonMin } = containment
    expect(detectMin).toBeGreaterThan(0)
    expect(decideMin).toBeGreaterThan(detectMin as number)
    expect(commandMin).toBe(decideMin)
    expect(commandMin).toBeLessThan(horizonMin)
  })

  it('exposes some people and not the whole audience', async () => {
    const { containment } = await incident(GOVERNED)
    expect(containment.audience).toBe(AGENTS * 20)
    expect(containment.peopleExposed).toBeGreaterThan(6)
    expect(containment.peopleExposed).toBeLessThan(containment.audience)
    expect(containment.timeline.at(-1)?.[1]).toBe(containment.peopleExposed)
    expect(containment.timeline.at(-1)?.[0]).toBeLessThan(containment.commandMin as number)
  })

  it('ends the rogue’s effects at about the command', async () => {
    const { containment } = await incident(GOVERNED)
    expect(containment.containMin).not.toBeNull()
    expect(containment.containMin).toBeLessThan((containment.commandMin as number) + 5)
  })

  it('leaves the benign window as it is without an incident', async () => {
    const { incident: _, ...benign } = workload()
    const without = await runHere({ levels: GOVERNED, workload: benign, agents: AGENTS })
    const { tasks, latency, intrinsic } = await incident(GOVERNED)
    expect({ tasks, latency, intrinsic }).toEqual({
      tasks: without.tasks,
      latency: without.latency,
      intrinsic: without.intrinsic,
    })
  })

  it('is the same twice and another for another seed', async () => {
    const once = await incident(GOVERNED)
    const twice = await runHere({
      levels: GOVERNED,
      workload: workload(),
      agents: AGENTS,
      seed: SEED,
    })
    expect(twice.containment).toEqual(once.containment)
    expect(twice.effectsDigest).toBe(once.effectsDigest)
    const other = await runHere({
      levels: GOVERNED,
      workload: workload(),
      agents: AGENTS,
      seed: SEED + 1,
    })
    expect(other.effectsDigest).not.toBe(once.effectsDigest)
  })

  it('takes longer to detect when people report less', async () => {
    const base = workload()
    const shy = workload({ people: { ...base.people, reportProbability: 0.05 } })
    const { containment: few } = await incident(GOVERNED, { work: shy })
    const { containment: many } = await incident(GOVERNED)
    expect(few.detectMin ?? Infinity).toBeGreaterThan(many.detectMin as number)
    expect(few.peopleExposed).toBeGreaterThan(many.peopleExposed)
  })
})

describe('the incident without control', () => {
  it('is never detected, decided or contained: censored, and everybody may see it', async () => {
    const { containment } = await incident(BARE)
    expect(containment).toMatchObject({
      postAccepted: true,
      detectMin: null,
      decideMin: null,
      commandMin: null,
      containMin: null,
      alerts: 0,
    })
    const governed = (await incident(GOVERNED)).containment
    expect(containment.peopleExposed).toBeGreaterThan(governed.peopleExposed)
    expect(containment.exposureMinutes).toBeGreaterThan(governed.exposureMinutes)
  })

  it('is detected but not contained when only detection is on', async () => {
    const { containment } = await incident({ ...GOVERNED, containment: 'C0' })
    expect(containment.detectMin).not.toBeNull()
    expect(containment.decideMin).not.toBeNull()
    expect(containment.commandMin).toBeNull()
    expect(containment.containMin).toBeNull()
  })

  it('has the same people see the post at the same time until the command', async () => {
    const bare = (await incident(BARE)).containment
    const governed = (await incident(GOVERNED)).containment
    const until = governed.commandMin as number
    const early = bare.timeline.filter(([minute]) => minute < until)
    expect(early.length).toBe(governed.peopleExposed)
    expect(early).toEqual(governed.timeline)
  })
})

describe('the negative control', () => {
  const base = workload()
  // Little but the incident: the real LangChain takes its time for each task.
  const quiet = workload({
    reports: { ...base.reports, everyUs: HOUR },
    incident: {
      ...(base.incident as NonNullable<Workload['incident']>),
      horizonUs: 2 * HOUR,
      caseTasksPerHour: 4,
    },
  })

  for (const [name, topology] of DEFAULT_TOPOLOGIES) {
    it(`on ${name}: the auth level changes no effect and no containment figure`, async () => {
      const trials = []
      for (const auth of AUTH_LEVELS) {
        trials.push(await incident({ ...GOVERNED, auth }, { name, topology, work: quiet }))
      }
      const [reference, ...others] = trials as [
        (typeof trials)[number],
        ...(typeof trials)[number][],
      ]
      expect(reference.containment.commandMin).not.toBeNull()
      for (const { effectsDigest, containment, proofDigest } of others) {
        expect(effectsDigest).toBe(reference.effectsDigest)
        expect(containment).toEqual(reference.containment)
        // The work was really done, and done differently.
        expect(proofDigest).not.toBe(reference.proofDigest)
      }
    })
  }
})

interface Spy {
  /** The architecture with an eye on one agent. */
  readonly architecture: Architecture
  readonly admittedBefore: () => number
  /** What was accepted of the agent in a cell that had been told of its quarantine. */
  readonly acceptedAfter: string[]
}

function spyOn(inner: Architecture, agent: number): Spy {
  let before = 0
  const acceptedAfter: string[] = []
  const note = (cell: Cell, what: string): void => {
    if (cell.guard.isQuarantined(agent)) acceptedAfter.push(`${what} in cell ${cell.id}`)
    else before++
  }
  const architecture = wrapped(inner, {
    cell: (cell) => {
      const { guard, tools } = cell
      return {
        ...cell,
        guard: {
          seal: (draft, receivers) => guard.seal(draft, receivers),
          admit: (message, receiver) => {
            const outcome = guard.admit(message, receiver)
            if (!isRefused(outcome) && message.from === agent) note(cell, message.action)
            return outcome
          },
          open: (message, receiver) => {
            const outcome = guard.open(message, receiver)
            if (!isRefused(outcome) && message.from === agent) note(cell, 'opened')
            return outcome
          },
          entrust: (workId, to, step) => guard.entrust(workId, to, step),
          isQuarantined: (other) => guard.isQuarantined(other),
        },
        tools: {
          run: (call, work, admitted, done) => {
            if (admitted.from === agent) note(cell, call.name)
            tools.run(call, work, admitted, done)
          },
          execute: (call, work, admitted) => {
            if (admitted.from === agent) note(cell, call.name)
            return tools.execute(call, work, admitted)
          },
        },
      }
    },
  })
  return { architecture, admittedBefore: () => before, acceptedAfter }
}

describe('a quarantined agent', () => {
  const busy = workload({
    incident: {
      ...(workload().incident as NonNullable<Workload['incident']>),
      caseTasksPerHour: 40,
    },
  })
  /** Fewer cases, most of them after the command: the real LangChain takes its time for each. */
  const calmer = workload({
    reports: { ...busy.reports, everyUs: HOUR },
    incident: {
      ...(busy.incident as NonNullable<Workload['incident']>),
      horizonUs: 2 * HOUR,
      caseTasksPerHour: 15,
    },
  })

  for (const [name, topology] of DEFAULT_TOPOLOGIES) {
    it(`on ${name} has no message or effect accepted once the command reached a cell`, async () => {
      const spy = spyOn(await loadArchitecture(name), placed.rogue)
      const { containment } = await incident(
        GOVERNED,
        { name, topology, work: name === 'langchain' ? calmer : busy },
        spy.architecture,
      )
      expect(containment.commandMin).not.toBeNull()
      expect(spy.admittedBefore()).toBeGreaterThan(5)
      expect(spy.acceptedAfter).toEqual([])
    })
  }

  it('keeps being accepted where containment is off: the check above can fail', async () => {
    const spy = spyOn(await loadArchitecture('mesh'), placed.rogue)
    const { containment } = await incident(
      { ...GOVERNED, containment: 'C0' },
      { work: busy },
      spy.architecture,
    )
    const contained = spyOn(await loadArchitecture('mesh'), placed.rogue)
    await incident(GOVERNED, { work: busy }, contained.architecture)
    expect(containment.commandMin).toBeNull()
    expect(spy.admittedBefore()).toBeGreaterThan(contained.admittedBefore())
  })

  it('is replaced: its team goes on finishing cases', async () => {
    const { containment } = await incident(GOVERNED, { work: busy })
    expect(containment.collateral.failedShare).toBeLessThan(0.1)
    expect(containment.collateral.agentMinutesOffline).toBeGreaterThan(60)
  })
})

describe('mistaken reports', () => {
  it('alert people about innocent agents, who are let go', async () => {
    const base = testWorkload()
    const { containment } = await incident(GOVERNED, {
      work: workload({
        tasks: benignWorkload().tasks.filter(({ name }) => name === 'release'),
        people: { ...base.people, readerShare: 200, falseReportProbability: 0.01 },
        detection: { reports: 2, windowUs: 600 * MINUTE },
        // Nobody is led, so nobody but the rogue posts anything bad.
        model: { ...base.model, led: 0 },
      }),
    })
    expect(containment.falseAlerts).toBeGreaterThan(0)
    expect(containment.falseQuarantines).toBe(0)
  })
})
