/**
 * The mesh through the public contract: a cell with the real clock, network, directory and control path,
 * whose model answers at once with a complete reply, so that the way of an envelope is what is measured.
 * And what an idle agent costs in memory, with everything that a trial opens.
 */
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Cell, ModelReply, Step, Work } from '../../adapters/contract.ts'
import { mesh } from '../../adapters/mesh/index.ts'
import type { Workload } from '../../workloads/workload.ts'
import { createGuard } from '../controls/guard.ts'
import { BARE } from '../controls/levels.ts'
import { CellNetwork } from '../engine/cell-network.ts'
import { CellRuntime } from '../engine/cell-runtime.ts'
import { type Counters, zeroCounters } from '../engine/counters.ts'
import { taskMix } from '../engine/tasks.ts'
import { liveBytes } from '../kernel/host-clock.ts'
import { PromiseFacade } from '../kernel/promises.ts'
import { choice, purpose } from '../kernel/random.ts'
import { alone, Shard } from '../kernel/shard.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { MINUTE } from '../kernel/units.ts'
import { lookaheadUs } from '../world/delays.ts'
import { OrganisationDirectory } from '../world/directory.ts'
import { Organisation } from '../world/organisation.ts'
import type { BenchCase, BenchRow } from './bench-case.ts'

const AT_LEAST_ENVELOPES = 500_000
const MOST_IDLE_BYTES = 1024
const SEED = 7
const START = purpose('bench.start')
const WORKS_PER_TEAM = 3
const BRIEF = 'Please do this step for me, and tell me when you are done.'

/** The default organisation: teams of six, departments of 50 teams, divisions of ten departments. */
function workload(): Workload {
  const base = testWorkload()
  return {
    ...base,
    organisation: { ...base.organisation, teamsPerDepartment: 50, departmentsPerDivision: 10 },
  }
}

const REPLY: ModelReply = {
  text: 'Done, and all is well.',
  toolCalls: [],
  complete: true,
  next: -1,
  promptTokens: 20,
  outputTokens: 6,
}

const ROLES = ['analyst', 'writer', 'reviewer', 'operator', 'analyst', 'writer', 'lead']

/** Six steps that colleagues do side by side, and the lead's, which needs them all. */
const STEPS: readonly Step[] = ROLES.map((role, index) => ({
  index,
  name: `step ${index}`,
  role,
  needs: index < ROLES.length - 1 ? [] : ROLES.slice(0, -1).map((_, need) => need),
  toolRounds: 0,
  tool: 'lookup',
  at: 'team',
  outputTokens: 6,
}))

function workOf(organisation: Organisation, team: number, nth: number): Work {
  const initiator = organisation.leadOf(team)
  return {
    id: team * 1_000_000 + nth,
    kind: 'task',
    type: 'bench',
    initiator,
    team,
    steps: STEPS,
    final: STEPS.length - 1,
    inputs: [{ author: initiator, text: BRIEF, token: '' }],
  }
}

function benchCell(line: Timeline, shard: Shard, organisation: Organisation): [Cell, Counters] {
  const counters = zeroCounters()
  const guard = createGuard({
    levels: BARE,
    cell: line.id,
    seed: SEED,
    directory: {
      roleOf: (agent) => organisation.roleOf(agent),
      cellOf: (agent) => organisation.cellOf(agent),
      functionOf: () => '',
      isLead: () => false,
      isMeta: () => false,
    },
    clock: line,
    counters,
  })
  const unused = (): never => {
    throw new Error('the benchmark uses no tools')
  }
  const cell: Cell = {
    id: line.id,
    clock: line,
    promises: new PromiseFacade(line, shard.quiescence),
    model: {
      call: (_request, done) => {
        line.after(0, done, REPLY)
      },
      complete: unused,
      present: unused,
    },
    tools: { run: unused, execute: unused },
    directory: new OrganisationDirectory(organisation, SEED, (agent) => guard.isQuarantined(agent)),
    network: new CellNetwork(line, SEED, workload().network, guard),
    guard,
    meter: counters,
    witness: { placed: () => {} },
    fail: (error) => shard.fail(error),
  }
  return [cell, counters]
}

/** Envelopes a second of 78,000 agents, each team working on three tasks within a virtual minute. */
export function meshCase(): BenchCase {
  return {
    name: 'mesh at bare, 78,000 agents',
    unit: 'envelopes',
    atLeast: AT_LEAST_ENVELOPES,
    run: async (timed) => {
      const organisation = new Organisation(workload().organisation, 78_000)
      const shard = new Shard(
        Array.from({ length: organisation.departments }, (_, cell) => cell),
        lookaheadUs(workload().network.crossDepartment),
      )
      const meters: Counters[] = []
      let finished = 0
      for (const line of shard.timelines) {
        const [cell, counters] = benchCell(line, shard, organisation)
        meters.push(counters)
        const deployment = mesh.open(cell, 'direct')
        const start = (work: Work): void =>
          deployment.start(work, (outcome) => {
            if (outcome.kind === 'done') finished++
          })
        const [first, end] = organisation.teamRange(line.id)
        for (let team = first; team < end; team++) {
          for (let nth = 0; nth < WORKS_PER_TEAM; nth++) {
            line.at(choice(MINUTE, SEED, START, team, nth), start, workOf(organisation, team, nth))
          }
        }
      }
      await timed(() => shard.run(Infinity, alone))
      const expected = organisation.teams * WORKS_PER_TEAM
      if (finished !== expected) throw new Error(`${finished} of ${expected} works were finished`)
      return meters.reduce((sum, counters) => sum + counters.envelopes, 0)
    },
  }
}

/** Live bytes of an idle agent: all cells opened as for a trial, first arrivals scheduled. */
export function idleRow(agents: number): BenchRow {
  const before = liveBytes()
  const opened = openTrial(agents)
  const value = (liveBytes() - before) / agents
  if (opened.length === 0) throw new Error('no cell was opened')
  return {
    name: `idle agent of the mesh, ${agents.toLocaleString('en')} agents`,
    unit: 'bytes',
    value,
    lowest: value,
    highest: value,
    target: `≤ ${MOST_IDLE_BYTES} bytes`,
    holds: value <= MOST_IDLE_BYTES,
  }
}

function openTrial(agents: number): CellRuntime[] {
  const resolved = workload()
  const organisation = new Organisation(resolved.organisation, agents)
  const shard = new Shard(
    Array.from({ length: organisation.cells }, (_, cell) => cell),
    lookaheadUs(resolved.network.crossDepartment),
  )
  const mix = taskMix(resolved.tasks)
  return shard.timelines.map(
    (timeline) =>
      new CellRuntime({
        timeline,
        quiescence: shard.quiescence,
        organisation,
        workload: resolved,
        mix,
        seed: SEED,
        levels: BARE,
        architecture: mesh,
        topology: 'direct',
        incident: undefined,
        endUs: resolved.arrivals.windowUs,
        auditSink: undefined,
        fail: (error) => shard.fail(error),
      }),
  )
}
