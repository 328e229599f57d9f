/** What a run will take, for people and as a document. */
import type { Band } from '../../plan/estimate/band.ts'
import type { RunEstimate } from '../../plan/estimate/estimate.ts'
import { gib } from '../../plan/estimate/fit.ts'
import type { Foresight } from '../run/foresee.ts'
import { formatSeconds } from './seconds.ts'

type Told = Exclude<Foresight, { kind: 'tiny' }>

/** Rows of a plan: what is estimated, and the estimate with its band and what there is. */
export function foresightRows(foresight: Foresight): [string, string][] {
  if (foresight.kind === 'tiny') return [['takes', 'a minute or so (too small to be probed)']]
  if (foresight.kind === 'unknown') return [['takes', unknown(foresight)]]
  const { estimate, probe, room } = foresight
  return [
    [
      'takes',
      `${band(estimate.seconds, formatSeconds)} if nothing else uses the machine${forTrials(estimate)}`,
    ],
    [
      'cpu',
      `${band(estimate.cpuSeconds, formatSeconds)}, from a probe of ${formatSeconds(probe.wallMs / 1000)}`,
    ],
    ['memory', `${band(estimate.memoryBytes, gib)} of ${gib(room.memory)}`],
    ['disk', `${band(estimate.diskBytes, mib)} of ${gib(room.disk)}`],
    [
      'scratch',
      `${band(estimate.scratchBytes, mib)} of ${gib(room.scratch)}, for audit records while a trial runs`,
    ],
  ]
}

/** How many trials that is for, where the run finds it out. */
function forTrials({ leastTrials, trials }: RunEstimate): string {
  return leastTrials < trials ? `, for ${leastTrials} to ${trials} trials` : ''
}

/** One line on what a run is about to take; a second one if it might not fit. */
export function foresightText(foresight: Told): string {
  if (foresight.kind === 'unknown') return `${unknown(foresight)}\n`
  const { estimate, room, fit } = foresight
  const { trials, leastTrials, seconds, cpuSeconds, memoryBytes, diskBytes, scratchBytes } =
    estimate
  const range = leastTrials < trials ? `${leastTrials} to ${trials}` : String(trials)
  const line =
    `${range} trial${trials === 1 ? '' : 's'}: ${band(seconds, formatSeconds)}, ` +
    `${band(cpuSeconds, formatSeconds)} of CPU time, ` +
    `${band(memoryBytes, gib)} of memory, ${band(diskBytes, mib)} of disk` +
    `${scratchBytes.likely < MIB ? '' : ` and ${band(scratchBytes, mib)} for audit records`}\n`
  if (fit.kind === 'fits') return line
  const needed = fit.kind === 'may-not-fit' ? fit.most : fit.least
  const verb = fit.kind === 'may-not-fit' ? 'may come to need' : 'needs at least'
  return `${line}it ${verb} ${gib(needed)} of ${fit.what}, and there are ${gib(room[fit.what])}\n`
}

/** The same as part of a document. */
export function foresightDocument(foresight: Foresight): object {
  if (foresight.kind !== 'estimated') return foresight
  const { kind, estimate, probe, room, fit } = foresight
  return { kind, ...estimate, probe, room, fit: fit.kind }
}

function unknown({ reason }: Extract<Foresight, { kind: 'unknown' }>): string {
  return `not known, because the probe failed: ${reason}`
}

const MIB = 1024 * 1024

function mib(bytes: number): string {
  return bytes >= 1024 * MIB ? gib(bytes) : `${Math.ceil(bytes / MIB)} MiB`
}

function band({ least, likely, most }: Band, text: (value: number) => string): string {
  return `about ${text(likely)} (${text(least)} to ${text(most)})`
}
