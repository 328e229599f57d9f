/** How hard a host is pressed while work is measured by the wall clock, and what a task takes then. */
import { hostNowMs } from '../kernel/host-clock.ts'
import { MS, SECOND } from '../kernel/units.ts'
import { EventMeter } from './event-meter.ts'
import { runMetered } from './metered-pass.ts'
import type { PassSpec } from './pass.ts'

/** How hard the host is pressed. */
export interface Pace {
  /** Of one core: what so many tasks in the least time come to, within these bounds. */
  readonly utilisation: { readonly least: number; readonly most: number }
  /** Seconds of the host: what so many tasks take, within these bounds. */
  readonly wallS: { readonly least: number; readonly most: number }
  readonly tasks: number
}

/**
 * A core is busy for a twentieth of the time, or up to a quarter where tasks are dear: neither idle nor
 * saturated.
 */
export const UTILISATION = { least: 0.05, most: 0.25 }

/** What follows from a pace where a task takes so long. */
export interface Load {
  /** Of one core. */
  readonly utilisation: number
  readonly tasks: number
}

export function loadAt({ utilisation, wallS, tasks }: Pace, taskUs: number): Load {
  const workS = (tasks * taskUs) / SECOND
  const share = within(workS / wallS.least, utilisation)
  const seconds = within(workS / share, wallS)
  return { utilisation: share, tasks: Math.max(1, (share * seconds * SECOND) / taskUs) }
}

export function within(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value))
}

/** The `nth` trial of about so much load, if a task takes so long, and how fast it is run. */
export type PacedTrial = (
  load: Load,
  taskUs: number,
  nth: number,
) => { readonly trial: PassSpec; readonly speed: number }

/** Events of a task that room is made for; more are no harm. */
export const EVENTS_PER_TASK = 16
/** Of each pass of the warm-up. */
const WARM_UP_PASS_MS = 300
/** However dear a task is, some have to come. */
const LEAST_TASKS = 5
/** What a task takes is unknown at first; in µs. */
const FIRST_GUESS_US = 1_000

export interface Settling {
  /** Time in which code gets faster; what it gains later is little beside the machine's own changes. */
  readonly warmUpMs: number
  /** What is dear when it waits is found out by the wall clock, for so long. */
  readonly settleS: number
}

/** Warms up what runs by the wall clock, without its waits and then with them. Returns µs of a task. */
export async function settle(
  paced: PacedTrial,
  pace: Pace,
  { warmUpMs, settleS }: Settling,
): Promise<number> {
  let taskUs = FIRST_GUESS_US
  let nth = 0
  const start = hostNowMs()
  for (; hostNowMs() - start < warmUpMs; nth++) {
    const tasks = Math.max(LEAST_TASKS, (WARM_UP_PASS_MS * MS) / taskUs)
    const load = { utilisation: pace.utilisation.least, tasks }
    taskUs = (await taskUsOf(paced(load, taskUs, nth), tasks, true)) ?? taskUs
  }
  const { utilisation } = loadAt(pace, taskUs)
  const tasks = Math.max(LEAST_TASKS, (settleS * SECOND * utilisation) / taskUs)
  return (await taskUsOf(paced({ utilisation, tasks }, taskUs, nth), tasks, false)) ?? taskUs
}

/** Undefined if none came. */
async function taskUsOf(
  { trial, speed }: ReturnType<PacedTrial>,
  tasks: number,
  skipIdle: boolean,
): Promise<number | undefined> {
  const meter = new EventMeter(tasks * EVENTS_PER_TASK)
  const { pass } = await runMetered(trial, () => meter, { speed, skipIdle })
  let sum = 0
  for (let nth = 0; nth < meter.count; nth++) sum += meter.tookUs(nth)
  const { offered } = pass.shard.tally
  return offered === 0 ? undefined : sum / offered
}
