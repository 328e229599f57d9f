/**
 * One run of the twin beside the wall clock, on this thread: tasks are run in real time; before and
 * after, tasks of other seeds are, at the same load, whose events tell what work costs; and from those
 * costs alone the twin says what latencies the first have.
 */
import { workUs } from '../../results/unit-costs.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { collectGarbage, watchCollections } from '../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'
import { HOUR, MS, SECOND } from '../kernel/units.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { runOnWallClock } from '../kernel/wall-driver.ts'
import { Organisation } from '../world/organisation.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { calibrate } from './calibrate-entrant.ts'
import { EventMeter, type EventRecorder } from './event-meter.ts'
import { benignOf, type PassResult, runPass } from './pass.ts'

/** How hard the host is pressed. */
export interface TwinPace {
  /** What the architecture's own work adds to a latency, as a share of it: speed makes it felt. */
  readonly felt: number
  /** Of one core: what so many tasks in so many seconds of the host come to, within these bounds. */
  readonly utilisation: { readonly least: number; readonly most: number }
  readonly tasks: number
  readonly wallS: number
}

/** What follows from the pace for one entrant on this machine. */
export interface TwinLoad {
  /** Virtual seconds in a host second. */
  readonly speed: number
  readonly perTeamPerHour: number
  /** Expected tasks of a run. */
  readonly tasks: number
}

export interface TwinRunSpec {
  readonly workload: Workload
  readonly architecture: string
  readonly topology: string
  readonly levels: ControlLevels
  readonly agents: number
  readonly seed: number
  readonly pace: TwinPace
  /** Given: as in an entrant's first run, so that all of its latencies are alike. */
  readonly load?: TwinLoad
}

export interface TwinRun {
  readonly load: TwinLoad
  readonly tasks: number
  /** Shares of the time that the thread was busy, and of that kept away. */
  readonly utilisation: number
  readonly stolen: number
  readonly calibration: Calibration
  /** Encoded histograms of task latencies: without work, with charged work, by the wall clock. */
  readonly free: string
  readonly charged: string
  readonly wall: string
}

type Trial = Omit<TrialSpec, 'shards' | 'minCpuS' | 'warmUp'>

const PREVIEW = purpose('twin.preview')
const WARM_UP = purpose('twin.warm-up')
const COSTS = purpose('twin.costs')
/** The load at which the work of a task is found out. */
const FIRST_LOOK = { tasks: 150, perTeamPerHour: 20 }
/** Bounds of a run's tasks: a percentile needs so many, and patience has an end. */
const TASKS = { least: 400, most: 60_000 }
/** Share of a run that warms up what only a run by the wall clock does. */
const WARMING = 0.25

/** Takes a fresh thread and a core of its own for the answer to count. */
export async function runTwin(spec: TwinRunSpec): Promise<TwinRun> {
  const load = await loadOf(spec)
  const { speed } = load
  const warmUp = trialOf(
    spec,
    { ...load, tasks: load.tasks * WARMING },
    deriveSeed(spec.seed, WARM_UP),
  )
  // Half of the calibration before the run and half after it: code gets faster with time.
  const half = { ...load, tasks: load.tasks / 2 }
  const meter = new EventMeter(load.tasks * EVENTS_PER_TASK)
  const calibrate = (nth: number) =>
    runByWall(warmUp, trialOf(spec, half, deriveSeed(spec.seed, COSTS, nth)), speed, meter)
  const before = await calibrate(0)
  const trial = trialOf(spec, load, spec.seed)
  const { pass, utilisation, stolen } = await runByWall(
    warmUp,
    trial,
    speed,
    new EventMeter(load.tasks * EVENTS_PER_TASK),
  )
  const after = await calibrate(1)
  const calibration = fitCosts(meter, [...before.collections, ...after.collections])
  const { cells } = new Organisation(spec.workload.organisation, spec.agents)
  const host = { cores: 1, cellsPerHost: cells, slowdown: speed, costs: calibration.costs }
  const free = await runPass(trial)
  const charged = await runPass({ ...trial, host })
  return {
    load,
    tasks: free.shard.tally.offered,
    utilisation,
    stolen,
    calibration,
    free: free.tasks.encode(),
    charged: charged.tasks.encode(),
    wall: pass.tasks.encode(),
  }
}

/** Warms the code up, in virtual time, and finds the load. */
async function loadOf(spec: TwinRunSpec): Promise<TwinLoad> {
  const { felt, wallS, tasks, utilisation: bounds } = spec.pace
  const first = trialOf(spec, FIRST_LOOK, deriveSeed(spec.seed, PREVIEW))
  const { costs } = await calibrate(first)
  if (spec.load !== undefined) return spec.load
  const look = await runPass(first)
  const taskUs =
    (workUs(costs, look.counters) + costs.event * look.shard.events) / look.shard.tally.offered
  const { teams } = new Organisation(spec.workload.organisation, spec.agents)
  const speed = Math.max(1, (felt * (look.tasks.quantile(0.5) ?? Infinity)) / taskUs)
  const wanted = (tasks * taskUs) / (wallS * SECOND)
  const utilisation = Math.min(bounds.most, Math.max(bounds.least, wanted))
  const affordable = Math.round((wallS * SECOND * utilisation) / taskUs)
  return {
    speed,
    perTeamPerHour: (utilisation * HOUR) / (taskUs * speed * teams),
    tasks: Math.min(TASKS.most, Math.max(TASKS.least, affordable)),
  }
}

/** More are no harm. */
const EVENTS_PER_TASK = 16

/** All runs carry the meter, so that costs and latencies are of the same program. */
async function runByWall(warmUp: Trial, trial: Trial, speed: number, meter: EventMeter) {
  // What was done before is no garbage of this run; a full collection also forgets some of the code.
  collectGarbage()
  await runMetered(warmUp, speed, new EventMeter())
  const watch = watchCollections()
  const run = await runMetered(trial, speed, meter)
  return { ...run, collections: await watch.stop() }
}

async function runMetered(trial: Trial, speed: number, meter: EventMeter) {
  const recorders = new Map<Timeline, EventRecorder>()
  let utilisation = 0
  let stolen = 0
  const pass: PassResult = await runPass(trial, {
    opened: (cells) => {
      for (const { timeline, counters } of cells) recorders.set(timeline, meter.follow(counters))
    },
    drive: async (shard, untilUs) => {
      const run = await runOnWallClock(shard, untilUs, {
        speed,
        live: true,
        onLeave: (timeline, sinceMs) => recorders.get(timeline)?.leave(sinceMs * MS),
        onEvent: (timeline, ownMs, beganMs, endedMs) =>
          recorders.get(timeline)?.end(ownMs * MS, beganMs, endedMs),
      })
      utilisation = run.utilisation
      stolen = run.stolen
    },
  })
  return { pass, utilisation, stolen }
}

function trialOf(
  spec: TwinRunSpec,
  { tasks, perTeamPerHour }: Pick<TwinLoad, 'tasks' | 'perTeamPerHour'>,
  seed: number,
): Trial {
  const { workload, architecture, topology, levels, agents } = spec
  const { teams } = new Organisation(workload.organisation, agents)
  const windowUs = Math.ceil((tasks / (teams * perTeamPerHour)) * HOUR)
  return {
    workload: {
      ...benignOf(workload),
      tasks: unevenMix(workload.tasks),
      arrivals: { process: 'poisson', perTeamPerHour, windowUs, minTasks: 0 },
    },
    ...{ architecture, topology, levels, agents, seed },
  }
}

/** Of the first kind. */
const FIRST_SHARE = 0.4

/**
 * Half of the usual tasks take half as long as the others: their median would lie between the two, where
 * no latency is, and tell how many there are of each instead of how long they take.
 */
function unevenMix(tasks: Workload['tasks']): Workload['tasks'] {
  const others = 1 - (tasks[0]?.share ?? 0)
  if (!(others > 0)) return tasks
  return tasks.map((task, nth) => ({
    ...task,
    share: nth === 0 ? FIRST_SHARE : (task.share * (1 - FIRST_SHARE)) / others,
  }))
}
