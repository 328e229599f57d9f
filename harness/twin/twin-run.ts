/**
 * A run of the twin beside the wall clock, on this thread. Its time is cut into slices. What the events
 * of one half of the slices took and counted is what work costs, and from those costs alone the twin
 * says what latencies the tasks of the other half have; and the reverse.
 */
import { mergeHistograms } from '../../results/histogram.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { watchCollections } from '../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'
import { HOUR, SECOND, type VirtualUs } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { EventMeter } from './event-meter.ts'
import { runMetered } from './metered-pass.ts'
import { EVENTS_PER_TASK, type Load, loadAt, type Pace, settle, within } from './pace.ts'
import { benignOf, type PassSpec, runPass } from './pass.ts'
import { BLOCKS, halfOf, sliceAt, SlicedLatencies } from './slices.ts'

export interface TwinPace extends Pace {
  /** An architecture's own work on a task as a share of a median latency: speed makes it felt. */
  readonly felt: number
}

/** What follows from the pace for one entrant on this machine. */
export interface TwinLoad {
  /** Virtual seconds in a host second. */
  readonly speed: number
  readonly perTeamPerHour: number
  /** Expected tasks of a run. */
  readonly tasks: number
  /** When a task has failed: long after the others, and soon enough for a run to end. */
  readonly deadlineUs: VirtualUs
  /** Times that the twin draws spells and pauses: often where that takes little time. */
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

/** Encoded histograms of the latencies of tasks that came in some slices in a row. */
export interface TwinBlock {
  readonly tasks: number
  /** Without work. */
  readonly free: string
  /** With work charged at the other half's costs. */
  readonly charged: string
  readonly wall: string
}

export interface TwinRun {
  readonly load: TwinLoad
  readonly blocks: readonly TwinBlock[]
  /** Shares of the time that the thread was busy, and of that kept away. */
  readonly utilisation: number
  readonly stolen: number
  /** Of each half. */
  readonly calibrations: readonly Calibration[]
}

const PREVIEW = purpose('twin.preview')
const WARM_UP = purpose('twin.warm-up')
const RUN = purpose('twin.run')
const DRAW = purpose('twin.draw')

/** The load at which a task without work is looked at. */
const FIRST_LOOK = { tasks: 150, perTeamPerHour: 20 }
const SETTLING = { warmUpMs: 4_000, settleS: 2 }
/** Median latencies that a task may take. */
const PATIENCE = 20
/** Seconds of work that a run's draws may repeat, and draws that are enough. */
const DRAWN_S = 3
const MOST_DRAWS = 8

/** Takes a fresh thread and a core of its own for the answer to count. */
export async function runTwin(spec: TwinRunSpec): Promise<TwinRun> {
  const load = await settleLoad(spec)
  const { speed } = load
  const trial = trialOf(spec, load, deriveSeed(spec.seed, RUN))
  const { windowUs } = trial.workload.arrivals
  const halves = [0, 1].map(() => new EventMeter((load.tasks * EVENTS_PER_TASK) / 2))
  const meterFor = (dueUs: VirtualUs) => halves[halfOf(sliceAt(dueUs, windowUs))] as EventMeter
  const wall = new SlicedLatencies(windowUs)
  const watch = watchCollections()
  const { utilisation, stolen } = await runMetered(trial, meterFor, { speed, ended: wall.ended })
  const collections = await watch.stop()
  const calibrations = halves.map((meter) => fitCosts(meter, collections))
  const free = new SlicedLatencies(windowUs)
  await runPass(trial, { ended: free.ended })
  const { cells } = new Organisation(spec.workload.organisation, spec.agents)
  const charged: SlicedLatencies[] = []
  for (const { costs } of calibrations) {
    const host = { cores: 1, cellsPerHost: cells, slowdown: speed, costs }
    const latencies = new SlicedLatencies(windowUs)
    for (let draw = 0; draw < load.draws; draw++) {
      const luckSeed = deriveSeed(trial.seed, DRAW, draw)
      await runPass({ ...trial, host: { ...host, luckSeed } }, { ended: latencies.ended })
    }
    charged.push(latencies)
  }
  const blocks = Array.from({ length: BLOCKS }, (_, block): TwinBlock => {
    const tasks = wall.of(block)
    return {
      tasks: tasks.count + tasks.censored,
      free: free.of(block).encode(),
      charged: mergeHistograms(
        charged.map((latencies, half) => latencies.of(block, 1 - half)),
      ).encode(),
      wall: tasks.encode(),
    }
  })
  return { load, blocks, utilisation, stolen, calibrations }
}

/** Warms up and finds the load; given one, warms up at that. */
async function settleLoad(spec: TwinRunSpec): Promise<TwinLoad> {
  const { pace } = spec
  const look = await runPass(trialOf(spec, FIRST_LOOK, deriveSeed(spec.seed, PREVIEW)))
  const medianUs = look.tasks.quantile(0.5) ?? SECOND
  const { teams } = new Organisation(spec.workload.organisation, spec.agents)
  const twinLoad = ({ utilisation, tasks }: Load, taskUs: number): TwinLoad => {
    const speed = Math.max(1, (pace.felt * medianUs) / taskUs)
    return {
      speed,
      perTeamPerHour: (utilisation * HOUR) / (taskUs * speed * teams),
      tasks,
      deadlineUs: Math.ceil(PATIENCE * medianUs),
      draws: Math.round(
        within((DRAWN_S * SECOND) / (tasks * taskUs), { least: 1, most: MOST_DRAWS }),
      ),
    }
  }
  const taskUs = await settle(
    (load, us, nth) => {
      const given = { ...(spec.load ?? twinLoad(load, us)), tasks: load.tasks }
      return {
        trial: trialOf(spec, given, deriveSeed(spec.seed, WARM_UP, nth)),
        speed: given.speed,
      }
    },
    pace,
    SETTLING,
  )
  return spec.load ?? twinLoad(loadAt(pace, taskUs), taskUs)
}

function trialOf(
  spec: TwinRunSpec,
  {
    tasks,
    perTeamPerHour,
    deadlineUs = spec.workload.limits.taskDeadlineUs,
  }: Pick<TwinLoad, 'tasks' | 'perTeamPerHour'> & Partial<TwinLoad>,
  seed: number,
): PassSpec {
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
