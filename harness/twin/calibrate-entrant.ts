/** What one entrant's work costs on this machine, from trials of its own with other seeds. */
import { type Collection, watchCollections } from '../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'
import { HOUR } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { EventMeter } from './event-meter.ts'
import { runMetered } from './metered-pass.ts'
import {
  EVENTS_PER_TASK,
  type Load,
  loadAt,
  type Pace,
  settle,
  type Settling,
  UTILISATION,
} from './pace.ts'
import type { PassSpec } from './pass.ts'

const WARM_UP = purpose('twin.calibration.warm-up')
const CALIBRATION = purpose('twin.calibration')
/** As in the twin's check; costs are known after fewer tasks than the tails of latencies are. */
const PACE: Pace = { utilisation: UTILISATION, wallS: { least: 5, most: 12 }, tasks: 1_000 }
const SETTLING: Settling = { warmUpMs: 2_000, settleS: 1 }
/** Of one pass: as many as its departments hold without a queue. */
const MOST_TASKS = 300

/**
 * Costs on a core that mostly waits, of an entrant's benign window: how many tasks come in it is chosen
 * here. Takes 10 to 30 s, the longer the dearer a task is, and a fresh thread for the answer to count.
 */
export async function calibrate(trial: PassSpec): Promise<Calibration> {
  const { windowUs } = trial.workload.arrivals
  const passOf = ({ utilisation, tasks }: Load, taskUs: number, seed: number) => {
    const some = Math.min(tasks, MOST_TASKS)
    return {
      trial: { ...withTasks(trial, some), seed },
      speed: (utilisation * windowUs) / (some * taskUs),
    }
  }
  const taskUs = await settle(
    (load, us, nth) => passOf(load, us, deriveSeed(trial.seed, WARM_UP, nth)),
    PACE,
    SETTLING,
  )
  const load = loadAt(PACE, taskUs)
  const passes = Math.ceil(load.tasks / MOST_TASKS)
  const meter = new EventMeter(load.tasks * EVENTS_PER_TASK)
  const collections: Collection[] = []
  for (let nth = 0; nth < passes; nth++) {
    const seed = deriveSeed(trial.seed, CALIBRATION, nth)
    const pass = passOf({ ...load, tasks: load.tasks / passes }, taskUs, seed)
    const watch = watchCollections()
    await runMetered(pass.trial, () => meter, { speed: pass.speed })
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
