/**
 * What a task costs by how crowded its window is. Agents that meet for the first time enrol and shake
 * hands, so a task among strangers costs many times what one among acquaintances does; how many
 * strangers a task meets depends on the tasks that its team has in the window, whatever the size.
 *
 * Model: a team meets those whom it works with at a rate, so of `x = tasks ÷ settling` tasks' contacts
 * the share `(1 − e^−x) ÷ x` is new.
 */

/** One window of the probe. */
export interface ProbedWindow {
  readonly tasks: number
  /** Tasks for each team. */
  readonly density: number
  readonly cpuUsPerTask: number
  /** Handshakes and enrolments for each task. */
  readonly contactsPerTask: number
  /** Sealed messages for each task; they are counted where the seal is empty too. */
  readonly messagesPerTask: number
}

/** Cost of a task by density. */
export interface TaskCost {
  /** CPU time of a task whose contacts are all old, in µs. */
  readonly settledUs: number
  /** What is added to it when all of its contacts are new. */
  readonly strangersUs: number
  /** Tasks of a team after which most of its contacts are old. */
  readonly settling: number
}

const MOST_TASKS = 1e6
/** Less than this share of a window's cost is not believed to be left when all contacts are old. */
const LEAST_SETTLED = 0.05

/** Share of contacts that are new, over a window with so many tasks for each team. */
export function newShare(density: number, settling: number): number {
  const x = density / settling
  return x < 1e-6 ? 1 : (1 - Math.exp(-x)) / x
}

export function taskCostUs(
  { settledUs, strangersUs, settling }: TaskCost,
  density: number,
): number {
  return settledUs + strangersUs * newShare(density, settling)
}

/**
 * From a window of few tasks for each team and one of many. Where their contacts do not differ, what
 * they cost cannot be told from the rest, and the window with more tasks says it all.
 */
export function fitTaskCost(sparse: ProbedWindow, dense: ProbedWindow): TaskCost {
  const larger = dense.tasks >= sparse.tasks ? dense : sparse
  const alike = { settledUs: larger.cpuUsPerTask, strangersUs: 0, settling: 1 }
  if (sparse.contactsPerTask <= dense.contactsPerTask || dense.density <= sparse.density) {
    return alike
  }
  const settling = settlingOf(sparse, dense)
  const [atSparse, atDense] = [sparse, dense].map(({ density }) => newShare(density, settling))
  const slope =
    (sparse.cpuUsPerTask - dense.cpuUsPerTask) / ((atSparse as number) - (atDense as number))
  if (slope <= 0) return alike
  const least = dense.cpuUsPerTask * LEAST_SETTLED
  const settledUs = dense.cpuUsPerTask - slope * (atDense as number)
  return settledUs >= least
    ? { settledUs, strangersUs: slope, settling }
    : {
        settledUs: least,
        strangersUs: (dense.cpuUsPerTask - least) / (atDense as number),
        settling,
      }
}

/** By bisection: the more tasks it takes, the more alike the two windows are. */
function settlingOf(sparse: ProbedWindow, dense: ProbedWindow): number {
  const ratio = dense.contactsPerTask / sparse.contactsPerTask
  let [low, high] = [1e-3, MOST_TASKS]
  for (let step = 0; step < 60; step++) {
    const middle = Math.sqrt(low * high)
    if (newShare(dense.density, middle) / newShare(sparse.density, middle) < ratio) low = middle
    else high = middle
  }
  return Math.sqrt(low * high)
}
