/**
 * Runs of the twin beside the wall clock, on this thread: blocks of tasks follow one another in real time,
 * each with a seed of its own. What the events of one half of the blocks took and counted is what work
 * costs, and from those costs alone the twin says what latencies the other half has; and the reverse.
 */
import { Histogram } from '../../results/histogram.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { workCountsOf } from '../engine/work-counts.ts'
import { type Collection, hostNowMs, watchCollections } from '../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'
import { HOUR, MS, SECOND, type VirtualUs } from '../kernel/units.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { runOnWallClock } from '../kernel/wall-driver.ts'
import { Organisation } from '../world/organisation.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { EventMeter, type EventRecorder } from './event-meter.ts'
import { benignOf, type PassResult, runPass } from './pass.ts'

/** How hard the host is pressed. */
export interface TwinPace {
  /** An architecture's own work on a task as a share of a median latency: speed makes it felt. */
  readonly felt: number
  /** Of one core: what so many tasks in the least time come to, within these bounds. */
  readonly utilisation: { readonly least: number; readonly most: number }
  /** Seconds of the host for all blocks: what so many tasks take, within these bounds. */
  readonly wallS: { readonly least: number; readonly most: number }
  readonly tasks: number
}

/** What follows from the pace for one entrant on this machine. */
export interface TwinLoad {
  /** Virtual seconds in a host second. */
  readonly speed: number
  readonly perTeamPerHour: number
  /** Expected tasks of a block. */
  readonly tasks: number
  /** When a task has failed: long after the others, and soon enough for a block to end. */
  readonly deadlineUs: VirtualUs
  /** Times that the twin draws spells and pauses for each block: often where that takes little time. */
  readonly draws: number
}

export interface TwinRunSpec extends Pick<
  TrialSpec,
  'workload' | 'architecture' | 'topology' | 'levels' | 'agents' | 'seed'
> {
  readonly pace: TwinPace
  /** Given: as in an entrant's first run, so that all of its latencies are alike. */
  readonly load?: TwinLoad
}

/** Encoded histograms of task latencies of one block. */
export interface TwinBlock {
  readonly tasks: number
  /** Without work. */
  readonly free: string
  /** With work charged at the other half's costs. */
  readonly charged: string
  readonly wall: string
  /** Shares of the time that the thread was busy, and of that kept away. */
  readonly utilisation: number
  readonly stolen: number
}

export interface TwinRun {
  readonly load: TwinLoad
  readonly blocks: readonly TwinBlock[]
  /** Of each half. */
  readonly calibrations: readonly Calibration[]
}

type Trial = Omit<TrialSpec, 'shards' | 'minCpuS' | 'warmUp'>

const PREVIEW = purpose('twin.preview')
const WARM_UP = purpose('twin.warm-up')
const SETTLE = purpose('twin.settle')
const BLOCK = purpose('twin.block')
const DRAW = purpose('twin.draw')

/**
 * Which half a block is in (Thue–Morse): a machine or a program that gets slower or faster by a line or
 * a parabola makes no difference between the halves.
 */
const HALVES = [0, 1, 1, 0, 1, 0, 0, 1] as const
/** The load at which a task without work is looked at. */
const FIRST_LOOK = { tasks: 150, perTeamPerHour: 20 }
/** Time in which code gets faster; what it gains later is little beside the machine's own changes. */
const WARM_UP_MS = 4_000
/** Of each pass in it. */
const WARM_UP_PASS_MS = 300
/** What is dear when it waits is found out by the wall clock, for so long. */
const SETTLE_S = 2
/** What a task takes is unknown at first; in µs. */
const FIRST_GUESS_US = 1_000
/** Median latencies that a task may take. */
const PATIENCE = 20
/** Seconds of work that a run's draws may repeat, and draws that are enough. */
const DRAWN_S = 3
const MOST_DRAWS = 8
/** More are no harm. */
const EVENTS_PER_TASK = 16

/** Takes a fresh thread and a core of its own for the answer to count. */
export async function runTwin(spec: TwinRunSpec): Promise<TwinRun> {
  const load = await settle(spec)
  const { speed } = load
  const halves = [0, 1].map(() => ({
    meter: new EventMeter((load.tasks * EVENTS_PER_TASK * HALVES.length) / 2),
    collections: [] as Collection[],
  }))
  const walls: { readonly trial: Trial; readonly half: 0 | 1; readonly run: WallPass }[] = []
  for (const [nth, half] of HALVES.entries()) {
    const trial = trialOf(spec, load, deriveSeed(spec.seed, BLOCK, nth))
    const { meter, collections } = halves[half] as (typeof halves)[number]
    const watch = watchCollections()
    const run = await runMetered(trial, meter, { speed })
    collections.push(...(await watch.stop()))
    walls.push({ trial, half, run })
  }
  const calibrations = halves.map(({ meter, collections }) => fitCosts(meter, collections))
  const { cells } = new Organisation(spec.workload.organisation, spec.agents)
  const blocks: TwinBlock[] = []
  for (const { trial, half, run } of walls) {
    const { costs } = calibrations[1 - half] as Calibration
    const host = { cores: 1, cellsPerHost: cells, slowdown: speed, costs }
    const free = await runPass(trial)
    const charged = new Histogram()
    for (let draw = 0; draw < load.draws; draw++) {
      const luckSeed = deriveSeed(trial.seed, DRAW, draw)
      charged.merge((await runPass({ ...trial, host: { ...host, luckSeed } })).tasks)
    }
    blocks.push({
      tasks: free.shard.tally.offered,
      free: free.tasks.encode(),
      charged: charged.encode(),
      wall: run.pass.tasks.encode(),
      utilisation: run.utilisation,
      stolen: run.stolen,
    })
  }
  return { load, blocks, calibrations }
}

/** Warms up what a run by the wall clock does, without its waits and then with them. Finds the load. */
async function settle(spec: TwinRunSpec): Promise<TwinLoad> {
  const { pace } = spec
  const look = await runPass(trialOf(spec, FIRST_LOOK, deriveSeed(spec.seed, PREVIEW)))
  const medianUs = look.tasks.quantile(0.5) ?? SECOND
  const teams = new Organisation(spec.workload.organisation, spec.agents).teams
  const loadFor = (taskUs: number, utilisation: number, wallS: number): TwinLoad => {
    const speed = Math.max(1, (pace.felt * medianUs) / taskUs)
    const workS = utilisation * wallS
    return {
      speed,
      perTeamPerHour: (utilisation * HOUR) / (taskUs * speed * teams),
      tasks: Math.max(1, (workS * SECOND) / taskUs / HALVES.length),
      deadlineUs: Math.ceil(PATIENCE * medianUs),
      draws: Math.round(within(DRAWN_S / workS, { least: 1, most: MOST_DRAWS })),
    }
  }
  const { least } = pace.utilisation
  let taskUs = FIRST_GUESS_US
  const start = hostNowMs()
  for (let nth = 0; hostNowMs() - start < WARM_UP_MS; nth++) {
    const load = spec.load ?? loadFor(taskUs, least, 0)
    const tasks = (WARM_UP_PASS_MS * MS) / taskUs
    const trial = trialOf(spec, { ...load, tasks }, deriveSeed(spec.seed, WARM_UP, nth))
    const meter = new EventMeter(tasks * EVENTS_PER_TASK)
    taskUs = await taskUsOf(trial, meter, { speed: load.speed, skipIdle: true })
  }
  const settled = spec.load ?? loadFor(taskUs, least, SETTLE_S)
  const tasks = (SETTLE_S * SECOND * least) / taskUs
  const trial = trialOf(spec, { ...settled, tasks }, deriveSeed(spec.seed, SETTLE))
  const meter = new EventMeter(tasks * EVENTS_PER_TASK)
  taskUs = await taskUsOf(trial, meter, { speed: settled.speed })
  if (spec.load !== undefined) return spec.load
  const workS = (pace.tasks * taskUs) / SECOND
  const utilisation = within(workS / pace.wallS.least, pace.utilisation)
  const wallS = within(workS / utilisation, pace.wallS)
  return loadFor(taskUs, utilisation, wallS)
}

function within(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value))
}

async function taskUsOf(trial: Trial, meter: EventMeter, how: Driven): Promise<number> {
  const { pass } = await runMetered(trial, meter, how)
  let sum = 0
  for (let nth = 0; nth < meter.count; nth++) sum += meter.tookUs(nth)
  return sum / Math.max(1, pass.shard.tally.offered)
}

interface Driven {
  readonly speed: number
  readonly skipIdle?: boolean
}

interface WallPass {
  readonly pass: PassResult
  readonly utilisation: number
  readonly stolen: number
}

/** All runs carry the meter, so that costs and latencies are of the same program. */
async function runMetered(trial: Trial, meter: EventMeter, how: Driven): Promise<WallPass> {
  const recorders = new Map<Timeline, EventRecorder>()
  let utilisation = 0
  let stolen = 0
  const pass: PassResult = await runPass(trial, {
    opened: (cells) => {
      for (const cell of cells) recorders.set(cell.timeline, meter.follow(workCountsOf(cell)))
    },
    drive: async (shard, untilUs) => {
      const run = await runOnWallClock(shard, untilUs, {
        ...how,
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
  {
    tasks,
    perTeamPerHour,
    deadlineUs = spec.workload.limits.taskDeadlineUs,
  }: Pick<TwinLoad, 'tasks' | 'perTeamPerHour'> & Partial<TwinLoad>,
  seed: number,
): Trial {
  const { workload, architecture, topology, levels, agents } = spec
  const { teams } = new Organisation(workload.organisation, agents)
  const windowUs = Math.ceil((tasks / (teams * perTeamPerHour)) * HOUR)
  return {
    ...{ architecture, topology, levels, agents, seed },
    workload: {
      ...benignOf(workload),
      tasks: unevenMix(workload.tasks),
      arrivals: { process: 'poisson', perTeamPerHour, windowUs, minTasks: 0 },
      limits: { ...workload.limits, taskDeadlineUs: deadlineUs },
    },
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
