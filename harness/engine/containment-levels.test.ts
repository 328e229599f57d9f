import { beforeAll, describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Architecture } from '../../adapters/contract.ts'
import { loadArchitecture } from '../../adapters/registry.ts'
import type { Workload } from '../../workloads/workload.ts'
import { type ControlLevels, GOVERNED } from '../controls/levels.ts'
import type { IncidentTrace } from '../incidents/oracle.ts'
import { alone, Shard } from '../kernel/shard.ts'
import { HOUR, MINUTE, type CellId, type VirtualUs } from '../kernel/units.ts'
import { lookaheadUs } from '../world/delays.ts'
import { Organisation } from '../world/organisation.ts'
import { CellRuntime } from './cell-runtime.ts'
import { taskMix } from './tasks.ts'
import { benignWorkload, runHere } from './testing/trial.ts'

/** Eight departments of twelve; agent 13 is a member of department 1. */
const AGENTS = 96
const SUBJECT = 13
const HOME = 1
const AT = 2 * HOUR
const END = 10 * HOUR

function steady(taskNames: readonly string[]): Workload {
  const base = benignWorkload()
  return benignWorkload({
    tasks: base.tasks
      .filter(({ name }) => taskNames.includes(name))
      .map((task) => ({ ...task, share: 1 / taskNames.length })),
    arrivals: { ...base.arrivals, perTeamPerHour: 4, windowUs: 9 * HOUR },
  })
}

const LOCAL = steady(['analysis', 'release', 'survey'])
const MIXED = steady(['analysis', 'guidance', 'release'])

let mesh: Architecture
beforeAll(async () => {
  mesh = await loadArchitecture('mesh')
})

interface World {
  readonly organisation: Organisation
  readonly shard: Shard
  readonly cells: readonly CellRuntime[]
}

/** An organisation at steady work; the command against the subject comes at `AT`. */
function open(
  containment: ControlLevels['containment'],
  workload: Workload,
  { stopUs = 6 * HOUR, architecture = mesh, commanded = true, levels = GOVERNED } = {},
): World {
  const organisation = new Organisation(workload.organisation, AGENTS)
  const ids = Array.from({ length: organisation.cells }, (_, cell) => cell)
  const shard = new Shard(ids, lookaheadUs(workload.network.crossDepartment))
  const cells = shard.timelines.map(
    (timeline) =>
      new CellRuntime({
        timeline,
        quiescence: shard.quiescence,
        organisation,
        workload,
        mix: taskMix(workload.tasks),
        seed: 7,
        levels: { ...levels, containment },
        architecture,
        topology: architecture.facts.topologies[0]?.name ?? '',
        incident: undefined,
        endUs: END,
        auditSink: undefined,
        communicationStopUs: stopUs,
        fail: (error) => shard.fail(error),
      }),
  )
  const home = cells[HOME] as CellRuntime
  if (commanded) home.timeline.at(AT, () => home.containment.command(SUBJECT), undefined)
  return { organisation, shard, cells }
}

async function run(world: World, until: VirtualUs = END): Promise<World> {
  await world.shard.run(until, alone)
  return world
}

function trace({ cells }: World, cell: CellId): IncidentTrace {
  return (cells[cell] as CellRuntime).oracle.trace
}

/** Departments but the commanded one. */
const others = ({ organisation }: World): CellId[] =>
  Array.from({ length: organisation.departments }, (_, cell) => cell).filter((id) => id !== HOME)

function rightTasks({ cells }: World, which: readonly CellId[]): number {
  return which.reduce((sum, id) => sum + ((cells[id] as CellRuntime).tasks?.tally.right ?? 0), 0)
}

describe('C1', () => {
  it('takes one agent offline; its department goes on', async () => {
    const world = await run(open('C1', LOCAL))
    const before = rightTasks(await run(open('C1', LOCAL), AT), [HOME])
    expect(rightTasks(world, [HOME])).toBeGreaterThan(2 * before)
    expect(trace(world, HOME)).toMatchObject({ quarantines: [AT], cuts: [], cutAt: null })
  })
})

describe('C2', () => {
  it('ends all work of the department, and lets none begin', async () => {
    const untilThen = await run(open('C2', LOCAL), AT)
    const world = await run(open('C2', LOCAL))
    expect(rightTasks(untilThen, [HOME])).toBeGreaterThan(5)
    expect(rightTasks(world, [HOME])).toBe(rightTasks(untilThen, [HOME]))
    const { tally } = world.cells[HOME]?.tasks ?? {}
    expect(tally?.failed).toBeGreaterThan(20)
    expect(tally?.offered).toBe((tally?.completed ?? 0) + (tally?.failed ?? 0))
  })

  it('cuts every member, and nobody else, in every cell', async () => {
    const { cells, organisation } = await run(open('C2', LOCAL))
    for (const { guard } of cells) {
      for (let agent = 0; agent < organisation.allAgents; agent++) {
        expect(guard.isQuarantined(agent)).toBe(organisation.cellOf(agent) === HOME)
      }
    }
  })

  it('leaves departments without an edge to it exactly as they are', async () => {
    const one = await run(open('C1', LOCAL))
    const all = await run(open('C2', LOCAL))
    const digests = all.shard.digests()
    expect(others(all)).toHaveLength(7)
    for (const cell of others(all)) {
      expect(digests.get(cell)).toBe(one.shard.digests().get(cell))
    }
    expect(digests.get(HOME)).not.toBe(one.shard.digests().get(HOME))
  })

  it('leaves departments that asked it for help at least 95 % of their tasks', async () => {
    const undisturbed = await run(open('C2', MIXED, { commanded: false }))
    const world = await run(open('C2', MIXED))
    const share = rightTasks(world, others(world)) / rightTasks(undisturbed, others(world))
    expect(share).toBeGreaterThan(0.95)
    expect(share).toBeLessThanOrEqual(1)
  })

  it('counts everybody of the department as offline', async () => {
    const world = await run(open('C2', LOCAL))
    expect(trace(world, HOME)).toMatchObject({
      quarantines: [AT],
      // Twelve members and the meta-agent, of whom one was commanded.
      cuts: [{ agents: 12, at: AT, until: null }],
    })
    expect(others(world).flatMap((cell) => trace(world, cell).cuts)).toEqual([])
  })

  it('needs no second command for a member of a department that is cut', async () => {
    const world = open('C2', LOCAL)
    const home = world.cells[HOME] as CellRuntime
    home.timeline.at(AT + HOUR, () => home.containment.command(SUBJECT + 1), undefined)
    await run(world)
    expect(trace(world, HOME).quarantines).toEqual([AT])
    expect(trace(world, HOME).cuts).toHaveLength(1)
  })
})

/** Requests of other departments that each cell served, with the time. */
function spy(inner: Architecture): { architecture: Architecture; served: [CellId, VirtualUs][] } {
  const served: [CellId, VirtualUs][] = []
  const architecture: Architecture = {
    ...inner,
    open: (cell, topology) => {
      const deployment = inner.open(cell, topology)
      return {
        start: (work, done) => deployment.start(work, done),
        report: (message) => deployment.report(message),
        purge: (agent) => deployment.purge(agent),
        serve: (request, reply) => {
          served.push([cell.id, cell.clock.now])
          deployment.serve(request, reply)
        },
      }
    },
  }
  return { architecture, served }
}

describe('C3', () => {
  const STOP = 4 * HOUR
  const REOPENS = AT + STOP
  /** By then the command has reached every cell: far above any delay. */
  const REACHED = AT + MINUTE

  const within = (served: readonly [CellId, VirtualUs][], from: VirtualUs, to: VirtualUs): number =>
    served.filter(([, at]) => at >= from && at < to).length

  it('stops everything between departments until it re-opens, then releases it', async () => {
    const { architecture, served } = spy(mesh)
    const world = await run(open('C3', MIXED, { stopUs: STOP, architecture }))
    expect(within(served, 0, AT)).toBeGreaterThan(20)
    expect(within(served, REACHED, REOPENS)).toBe(0)
    // Everything that waited comes at the moment of re-opening: the herd.
    const herd = within(served, REOPENS, REOPENS + 1)
    expect(herd).toBeGreaterThan(20)
    expect(within(served, REOPENS + 1, END)).toBeGreaterThan(20)
    const held = world.cells.reduce((sum, { oracle }) => sum + oracle.trace.heldMessages, 0)
    expect(held).toBeGreaterThanOrEqual(herd)
  })

  it('at C1 the same messages go on: the check above can fail', async () => {
    const { architecture, served } = spy(mesh)
    const world = await run(open('C1', MIXED, { architecture }))
    expect(within(served, REACHED, REOPENS)).toBeGreaterThan(20)
    expect(world.cells.every(({ oracle }) => oracle.trace.heldMessages === 0)).toBe(true)
  })

  it('leaves work inside departments alone', async () => {
    const free = await run(open('C1', LOCAL))
    const stopped = await run(open('C3', LOCAL, { stopUs: STOP }))
    for (const cell of others(stopped)) {
      expect(stopped.cells[cell]?.tasks?.tally).toEqual(free.cells[cell]?.tasks?.tally)
    }
  })

  it('fails the tasks that needed another department meanwhile, and no others after', async () => {
    const world = open('C3', MIXED, { stopUs: STOP })
    // The revoked agent's own tasks fail for another reason, and are left out.
    const failed = (): number =>
      others(world).reduce((sum, cell) => sum + (world.cells[cell]?.tasks?.tally.failed ?? 0), 0)
    await run(world, AT)
    expect(failed()).toBe(0)
    await run(world, REOPENS + HOUR)
    const during = failed()
    expect(during).toBeGreaterThan(50)
    await run(world)
    expect(failed()).toBe(during)
  })

  it('admits what was held for longer than a message is good for otherwise', async () => {
    const world = await run(open('C3', MIXED, { stopUs: 30 * HOUR }), 40 * HOUR)
    const sum = (read: (cell: CellRuntime) => number): number =>
      others(world).reduce((total, cell) => total + read(world.cells[cell] as CellRuntime), 0)
    const denials = sum(({ counters }) => counters.denials)
    const held = sum(({ oracle }) => oracle.trace.heldMessages)
    expect(held).toBeGreaterThan(100)
    expect(denials).toBe(0)
  })

  it('counts everybody as cut off for as long as it lasts', async () => {
    const world = await run(open('C3', LOCAL, { stopUs: STOP }))
    expect(trace(world, HOME).cuts).toEqual([{ agents: 12, at: AT, until: REOPENS }])
    for (const cell of others(world)) {
      const { cuts, cutAt } = trace(world, cell)
      expect(cuts).toEqual([{ agents: 13, at: cutAt, until: REOPENS }])
      expect(cutAt).toBeGreaterThan(AT)
      expect(cutAt).toBeLessThan(REACHED)
    }
  })

  it('is extended, and not counted twice, by a second command', async () => {
    const world = open('C3', LOCAL, { stopUs: STOP })
    const other = world.cells[0] as CellRuntime
    other.timeline.at(AT + HOUR, () => other.containment.command(0), undefined)
    await run(world)
    expect(trace(world, 3).cuts.map(({ at, until }) => [at, until])).toEqual([
      [trace(world, 3).cutAt, REOPENS],
      [REOPENS, REOPENS + HOUR],
    ])
  })
})

describe('C3, while the bus is closed', () => {
  it('lets a second command through to the other cells at once', async () => {
    const world = open('C3', LOCAL, { stopUs: 4 * HOUR })
    const other = world.cells[0] as CellRuntime
    other.timeline.at(AT + HOUR, () => other.containment.command(0), undefined)
    await run(world, AT + HOUR + MINUTE)
    expect(world.cells.map(({ guard }) => guard.isQuarantined(0))).not.toContain(false)
  })
})

describe('an incident at each level of containment', () => {
  it('costs the more collateral the wider the command reaches', async () => {
    const incident = {
      scenario: 'rogue-guidance',
      place: 'leaf',
      delayUs: 10 * MINUTE,
      horizonUs: 4 * HOUR,
      caseTasksPerHour: 6,
    } as const
    const offline: number[] = []
    const commands: (number | null)[] = []
    for (const containment of ['C1', 'C2', 'C3'] as const) {
      const trial = await runHere({
        levels: { ...GOVERNED, containment },
        workload: testWorkload({
          incident,
          people: { ...benignWorkload().people, readerShare: 20 },
        }),
        agents: 48,
      })
      offline.push(trial.containment?.collateral.agentMinutesOffline ?? 0)
      commands.push(trial.containment?.commandMin ?? null)
    }
    const [one, department, all] = offline as [number, number, number]
    expect(commands[0]).not.toBeNull()
    expect(commands).toEqual([commands[0], commands[0], commands[0]])
    // Twelve members and their meta-agent for the one; all 48 with seven meta-agents.
    expect(department).toBeCloseTo(13 * one, 6)
    expect(all / one).toBeGreaterThan(54)
    expect(all / one).toBeLessThanOrEqual(55)
  })
})
