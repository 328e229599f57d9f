/** Refuses a run that cannot fit: even the least that it may take is more than there is. */
import type { Workload } from '../../../workloads/workload.ts'
import { MusterError } from '../../kernel/errors.ts'
import { estimateTrial, type RunEstimate, type SpreadTrial } from './estimate.ts'
import type { ArchitectureCosts } from './probed-costs.ts'

/** What this machine has, in bytes. */
export interface Room {
  readonly memory: number
  /** Heap that all workers of a trial may use. */
  readonly heap: number
  /** Free on the disk of the run's folder. */
  readonly disk: number
  /** Free on the disk of the temporary folder. */
  readonly scratch: number
}

export type Fit =
  | { readonly kind: 'fits' }
  /** Only the upper end of a band is above what there is. */
  | { readonly kind: 'may-not-fit'; readonly what: keyof Room; readonly most: number }
  | { readonly kind: 'does-not-fit'; readonly what: keyof Room; readonly least: number }

const BANDS = [
  ['memory', 'memoryBytes'],
  ['heap', 'heapBytes'],
  ['disk', 'diskBytes'],
  ['scratch', 'scratchBytes'],
] as const

export function fitOf(estimate: RunEstimate, room: Room): Fit {
  for (const [what, field] of BANDS) {
    const { least } = estimate[field]
    if (least > room[what]) return { kind: 'does-not-fit', what, least }
  }
  for (const [what, field] of BANDS) {
    const { most } = estimate[field]
    if (most > room[what]) return { kind: 'may-not-fit', what, most }
  }
  return { kind: 'fits' }
}

/** Largest number of agents that is likely to fit, all else as planned, in two digits; 0 if none does. */
export function largestFitting(
  planned: readonly SpreadTrial[],
  workload: Workload,
  costs: ReadonlyMap<string, ArchitectureCosts>,
  room: Room,
): number {
  const team = workload.organisation.team.length
  const largest = planned.reduce((most, { agents }) => Math.max(most, agents), 0)
  const kinds = new Map(planned.map((trial) => [trial.entrant, trial]))
  const fits = (agents: number): boolean =>
    [...kinds.values()].every((trial) => {
      const { memoryBytes, heapBytes, scratchBytes } = estimateTrial(
        { ...trial, agents },
        workload,
        costs,
        // Memory does not depend on it.
        1,
      )
      return (
        memoryBytes.likely <= room.memory &&
        heapBytes.likely <= room.heap &&
        scratchBytes.likely <= room.scratch
      )
    })
  let [low, high] = [0, largest]
  while (high - low > Math.max(1, low / 1000)) {
    const middle = Math.floor((low + high) / 2)
    if (middle >= team && fits(middle)) low = middle
    else high = middle
    if (high <= team) break
  }
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, low))) - 1)
  return Math.floor(low / unit) * unit
}

const WORDS: Readonly<Record<keyof Room, string>> = {
  memory: 'of memory',
  heap: 'of heap for its workers',
  disk: 'on the disk of its folder',
  scratch: 'for audit records in the temporary folder',
}

/** DOES_NOT_FIT with the size that fits. */
export function doesNotFit(
  { what, least }: Extract<Fit, { kind: 'does-not-fit' }>,
  room: Room,
  fittingAgents: number,
): MusterError {
  const size =
    fittingAgents === 0
      ? 'no size of this workload fits'
      : `about ${fittingAgents.toLocaleString('en-US')} agents fit`
  const remedy =
    what === 'disk'
      ? 'choose another --out, or fewer trials'
      : what === 'scratch'
        ? `${size}; or set TMPDIR to a larger disk`
        : size
  return new MusterError(
    'DOES_NOT_FIT',
    `the run needs at least ${gib(least)} ${WORDS[what]}, and there are ${gib(room[what])}`,
    {
      where: what === 'disk' ? '--out' : '--agents',
      hint: `${remedy}; --force runs it all the same`,
    },
  )
}

/** Bytes in GiB with one digit after the point. */
export function gib(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`
}
