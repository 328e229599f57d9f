/** What one entrant's work costs on this machine, from trials of its own with other seeds. */
import { type Collection, watchCollections } from '../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'
import { HOUR } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { EventMeter } from './event-meter.ts'
import { runMetered } from './metered-pass.ts'
import { EVENTS_PER_TASK, type Load, loadAt, type Pace, settle, UTILISATION } from './pace.ts'
import type { PassSpec } from './pass.ts'

/**
 * `waiting`: a core that waits for most of the time, as in the twin's check; `busy`: one that never
 * waits, on which the same work takes less.
 */
export type CoreKind = 'waiting' | 'busy'

export interface CalibrationSpec {
  /** Of the workload itself: how many tasks come in its window is chosen here. */
  readonly trial: PassSpec
  readonly core: CoreKind
}

const WARM_UP = purpose('twin.calibration.warm-up')
const CALIBRATION = purpose('twin.calibration')
/** Costs are known after fewer tasks than the tails of latencies are. */
const PACES: Readonly<Record<CoreKind, Pace>> = {
  waiting: { utilisation: UTILISATION, wallS: { least: 5, most: 12 }, tasks: 1_000 },
  busy: { utilisation: { least: 1, most: 1 }, wallS: { least: 0.5, most: 4 }, tasks: 1_000 },
}
const SETTLING: Readonly<Record<CoreKind, Parameters<typeof settle>[2]>> = {
  waiting: { warmUpMs: 2_000, settleS: 1 },
  busy: { warmUpMs: 1_000, settleS: 0 },
}
/** Of one pass: as many as its departments hold without a queue. */
const MOST_TASKS = 300

/** Takes some 10 to 30 s, the longer the dearer a task is; for a `busy` core up to 10. Takes a fresh thread for the answer to count. */
export async function calibrate({ trial, core }: CalibrationSpec): Promise<Calibration> {
  const pace = PACES[core]
  const skipIdle = core === 'busy'
  const { windowUs } = trial.workload.arrivals
  const passOf = ({ utilisation, tasks }: Load, taskUs: number, seed: number) => {
    const some = Math.min(tasks, MOST_TASKS)
    return {
      trial: { ...withTasks(trial, some), seed },
      // Without waits it makes no difference, but that work must not pile up on the clock.
      speed: skipIdle ? 1 : (utilisation * windowUs) / (some * taskUs),
    }
  }
  const taskUs = await settle(
    (load, us, nth) => passOf(load, us, deriveSeed(trial.seed, WARM_UP, nth)),
    pace,
    SETTLING[core],
  )
  const load = loadAt(pace, taskUs)
  const passes = Math.ceil(load.tasks / MOST_TASKS)
  const meter = new EventMeter(load.tasks * EVENTS_PER_TASK)
  const collections: Collection[] = []
  for (let nth = 0; nth < passes; nth++) {
    const seed = deriveSeed(trial.seed, CALIBRATION, nth)
    const pass = passOf({ ...load, tasks: load.tasks / passes }, taskUs, seed)
    const watch = watchCollections()
    await runMetered(pass.trial, () => meter, { speed: pass.speed, skipIdle })
    collections.push(...(await watch.stop()))
  }
  return fitCosts(meter, collections)
}

function withTasks({ workload, ...trial }: PassSpec, tasks: number): PassSpec {
  const { windowUs } = workload.arrivals
  const { teams } = new Organisation(workload.organisation, trial.agents)
  const perTeamPerHour = tasks / (teams * (windowUs / HOUR))
  const arrivals = { process: 'poisson', perTeamPerHour, windowUs, minTasks: 0 } as const
  return { ...trial, workload: { ...workload, arrivals } }
}
