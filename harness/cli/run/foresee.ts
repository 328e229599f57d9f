/** What a prepared run will take of this machine, before it starts. */
import { statfs } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { FIRST_LOOK } from '../../../results/stats/stopping-rule.ts'
import { defaultThreads, memoryLimitBytes, workerHeapMiB } from '../../plan/capacity.ts'
import { estimateRun, type RunEstimate } from '../../plan/estimate/estimate.ts'
import { doesNotFit, type Fit, fitOf, largestFitting, type Room } from '../../plan/estimate/fit.ts'
import type { Probe } from '../../plan/estimate/probe-plan.ts'
import { isTiny } from '../../plan/estimate/tiny.ts'
import type { MusterError } from '../../kernel/errors.ts'
import type { PreparedRun } from './prepared-run.ts'
import { RUNS_FOLDER } from './run-folder.ts'

const MIB = 1024 * 1024

export type Foresight =
  /** Over so soon that a probe would take a good part of it. */
  | { readonly kind: 'tiny' }
  /** The probe failed, as a trial may; the run is let in and tells more. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | {
      readonly kind: 'estimated'
      readonly estimate: RunEstimate
      /** What the probe itself took. */
      readonly probe: Omit<Probe, 'costs'>
      readonly room: Room
      readonly fit: Fit
      /** What to tell of a run that does not fit, unless it is forced. */
      readonly refusal: MusterError | undefined
    }

/** Probes for about two seconds, unless the plan is tiny. Loads nothing heavy on this thread. */
export async function foresee(prepared: PreparedRun): Promise<Foresight> {
  const { planned, workload, flags } = prepared
  if (isTiny(planned, workload)) return { kind: 'tiny' }
  const { probePlan } = await import('../../plan/estimate/probe-plan.ts')
  const { spreadTrials } = await import('../../plan/estimate/spread-trials.ts')
  let probe: Probe
  try {
    probe = await probePlan(planned, workload)
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
  const trials = await spreadTrials(planned, workload, flags.threads)
  const { costs, ...took } = probe
  const { trials: most, stopping } = workload.measure
  const estimate = estimateRun(trials, workload, costs, {
    cores: defaultThreads(),
    leastTrials: stopping === undefined ? most : Math.min(FIRST_LOOK, most),
    probesAuth: flags.probe && planned.some(({ purpose }) => purpose === 'auth'),
  })
  const room = await roomFor(flags.out ?? RUNS_FOLDER)
  const fit = fitOf(estimate, room)
  const refusal =
    fit.kind === 'does-not-fit' && !flags.force
      ? doesNotFit(fit, room, largestFitting(trials, workload, costs, room))
      : undefined
  return { kind: 'estimated', estimate, probe: took, room, fit, refusal }
}

async function roomFor(folder: string): Promise<Room> {
  return {
    memory: memoryLimitBytes() ?? totalmem(),
    heap: workerHeapMiB() * MIB,
    disk: await freeBytes(resolve(folder)),
    scratch: await freeBytes(tmpdir()),
  }
}

/** Of the nearest folder that there is already; no limit where the system tells none. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    const parent = dirname(folder)
    return parent === folder ? Infinity : freeBytes(parent)
  }
}
