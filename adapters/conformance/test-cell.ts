/**
 * A whole small organisation on one thread for tests of adapters: real kernel, model, tools,
 * directory, network and control path. Nothing arrives by itself; a test starts the works it wants
 * and runs virtual time until all is still.
 */
import { BARE, type ControlLevels } from '../../harness/controls/levels.ts'
import { CellRuntime } from '../../harness/engine/cell-runtime.ts'
import { taskMix, taskOf } from '../../harness/engine/tasks.ts'
import { alone, Shard } from '../../harness/kernel/shard.ts'
import { HOUR, type AgentId } from '../../harness/kernel/units.ts'
import { expectedToken } from '../../harness/world/artefacts.ts'
import { lookaheadUs } from '../../harness/world/delays.ts'
import { Organisation } from '../../harness/world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import {
  type Architecture,
  type Cell,
  defineArchitecture,
  type Outcome,
  type Work,
} from '../contract.ts'
import { testWorkload } from './test-workload.ts'

export interface TestCellOptions {
  /** Omit to drive `cell` yourself; works cannot be started then. */
  readonly architecture?: Architecture
  readonly topology?: string
  readonly levels?: ControlLevels
  readonly workload?: Workload
  readonly agents?: number
  readonly seed?: number
}

export interface TestCell {
  /** The cell of department 0. */
  readonly cell: Cell
  /** All cells: departments, divisions, apex. */
  readonly runtimes: readonly CellRuntime[]
  readonly organisation: Organisation
  /** The nth work of a task type of the workload, for a team of department 0. */
  work(type: string, nth?: number, team?: number): Work
  /** Starts a work in the department of its team; the outcome is filled in by `run`. */
  start(work: Work): { outcome: Outcome | undefined }
  /** Runs virtual time until `hours` have passed. */
  run(hours?: number): Promise<void>
  /** Starts a work, runs, and returns its outcome. */
  finish(work: Work): Promise<Outcome | undefined>
  /** True if the outcome carries the right result. */
  judge(work: Work, outcome: Outcome | undefined): boolean
  /** Sum of a counter over all cells. */
  count(counter: keyof CellRuntime['counters']): number
  /** Quarantines an agent in every cell, as a containment command would. */
  quarantine(agent: AgentId): void
}

const unstartable: Architecture = defineArchitecture({
  name: 'unstartable',
  facts: {
    title: 'no architecture',
    style: 'reference design',
    version: '0',
    topologies: [{ name: 'default', summary: 'starts nothing' }],
    changedDefaults: [],
    doesNotDo: [],
    controlPoint: 'none',
    usesPromises: false,
  },
  open: () => ({
    start: () => {
      throw new Error('this test cell has no architecture')
    },
    serve: (_request, reply) => reply({ kind: 'refused', reason: 'no architecture' }),
    report: () => undefined,
    purge: () => 0,
  }),
})

export function createTestCell(options: TestCellOptions = {}): TestCell {
  const architecture = options.architecture ?? unstartable
  const base = options.workload ?? testWorkload()
  const workload: Workload = {
    ...base,
    arrivals: { ...base.arrivals, process: 'poisson', perTeamPerHour: 1e-9, minTasks: 0 },
  }
  const seed = options.seed ?? 7
  const agents = options.agents ?? (workload.organisation.agents[0] as number)
  const organisation = new Organisation(workload.organisation, agents)
  const shard = new Shard(
    Array.from({ length: organisation.cells }, (_, cell) => cell),
    lookaheadUs(workload.network.crossDepartment),
  )
  const mix = taskMix(workload.tasks)
  const runtimes = shard.timelines.map(
    (timeline) =>
      new CellRuntime({
        timeline,
        quiescence: shard.quiescence,
        organisation,
        workload,
        mix,
        seed,
        levels: options.levels ?? BARE,
        architecture,
        topology: options.topology ?? (architecture.facts.topologies[0]?.name as string),
        incident: undefined,
        endUs: 0,
        auditSink: undefined,
        fail: (error) => shard.fail(error),
      }),
  )
  let now = 0
  const test: TestCell = {
    cell: (runtimes[0] as CellRuntime).cell,
    runtimes,
    organisation,
    work: (type, nth = 0, team = 0) => {
      const index = mix.types.findIndex((known) => known.name === type)
      if (index < 0) throw new Error(`the test workload has no task type ${type}`)
      return taskOf(mix, seed, team, team * 1000 + nth, index, organisation.leadOf(team))
    },
    start: (work) => {
      const slot: { outcome: Outcome | undefined } = { outcome: undefined }
      const runtime = runtimes[organisation.cellOf(work.initiator)] as CellRuntime
      runtime.timeline.after(
        0,
        () => runtime.deployment.start(work, (outcome) => (slot.outcome = outcome)),
        undefined,
      )
      return slot
    },
    run: async (hours = 24) => {
      now += hours * HOUR
      await shard.run(now, alone)
    },
    finish: async (work) => {
      const slot = test.start(work)
      await test.run()
      return slot.outcome
    },
    judge: (work, outcome) =>
      outcome?.kind === 'done' && outcome.text.includes(expectedToken(seed, work)),
    count: (counter) => runtimes.reduce((sum, runtime) => sum + runtime.counters[counter], 0),
    quarantine: (agent) => runtimes.forEach((runtime) => runtime.quarantine(agent)),
  }
  return test
}
