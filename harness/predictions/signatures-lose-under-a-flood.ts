/**
 * Benign goodput under a flood of well-formed messages with wrong signatures. Messages cost the host
 * CPU time and no virtual time, so goodput is the benign tasks done for each second of CPU that the
 * incident phase took, flood and tasks together: what one core that is busy all the time gets done.
 */
import { pairedRatio, type Pair } from '../../results/stats/ratio.ts'
import { type Estimate, meanInterval } from '../../results/stats/interval.ts'
import { BARE } from '../controls/levels.ts'
import type { Workload } from '../../workloads/workload.ts'
import {
  didNotHold,
  type Experiment,
  figure,
  held,
  inTurn,
  type Judgement,
  type Laboratory,
  LEAST_TRIALS,
  noEvidence,
} from './experiment.ts'

const CELLS = [
  ['A0', 'R0'],
  ['A3', 'R0'],
  ['A0', 'R1'],
  ['A3', 'R1'],
] as const

/** With R1, signatures may cost so much of what is kept and still count as not lowering it. */
const MARGIN = 0.25

export type FloodCell = `${'A0' | 'A3'}/${'R0' | 'R1'}`

/** One trial of one cell, with and without the flood. */
export interface Flooded {
  readonly sent: number
  readonly accepted: number
  /** Benign tasks for each CPU-second of the incident phase. */
  readonly goodput: number
  readonly goodputInPeace: number
}

/** One trial of all cells, with the same seed. */
export type FloodTrial = Readonly<Record<FloodCell, Flooded>>

export const signaturesLoseUnderAFlood: Experiment = {
  id: 'signatures-lose-under-a-flood',
  rule:
    'What a level keeps is its goodput under the flood over its goodput without one, so that what ' +
    'signatures cost anyway does not count. Held: what A3 keeps over what A0 keeps lies below 1 at R0, ' +
    `and at R1 above what it is at R0 and not wholly below ${1 - MARGIN}. Did not hold: not below 1 at ` +
    `R0, or at R1 no better or wholly below ${1 - MARGIN}.`,
  planned: ({ trials }) => 2 * CELLS.length * trials,
  secondsPerTrial: 1.5,
  run: async (laboratory) =>
    judgeFlood(await inTurn(laboratory.trials, (trial) => compare(laboratory, trial))),
}

function flooded(small: Workload, messages: number | undefined): Workload {
  if (small.incident === undefined) throw new RangeError('the workload has no incident')
  const size = messages === undefined ? {} : { floodMessages: messages }
  const incident = { ...small.incident, scenario: 'flood' as const, caseTasksPerHour: 60, ...size }
  return { ...small, incident }
}

async function compare(laboratory: Laboratory, trial: number): Promise<FloodTrial> {
  const results = await inTurn(CELLS.length, async (nth) => {
    // Another cell comes first in each trial, so that a drift of the machine does not favour one.
    const [auth, limits] = CELLS[(nth + trial) % CELLS.length] as (typeof CELLS)[number]
    const at = async (messages?: number) => {
      const { flood } = await laboratory.trial({
        trial,
        workload: flooded(laboratory.small, messages),
        levels: { ...BARE, auth, limits },
        // For the warm-up: compiled code in all cells alike. The flood itself comes once.
        minCpuS: 0.001,
      })
      if (flood === undefined) throw new RangeError('there was no flood')
      return { ...flood, goodput: flood.casesDone / flood.cpuS }
    }
    const peace = await at(0)
    const { sent, accepted, goodput } = await at()
    return [
      `${auth}/${limits}`,
      { sent, accepted, goodput, goodputInPeace: peace.goodput },
    ] as const
  })
  return Object.fromEntries(results) as unknown as FloodTrial
}

export function judgeFlood(trials: readonly FloodTrial[]): Judgement {
  const names = CELLS.map(([auth, limits]): FloodCell => `${auth}/${limits}`)
  const kept = ({ goodput, goodputInPeace }: Flooded): number => goodput / goodputInPeace
  const ratioAt = (limits: 'R0' | 'R1'): Estimate => {
    const pairs = trials.map((trial): Pair => [
      kept(trial[`A3/${limits}`]),
      kept(trial[`A0/${limits}`]),
    ])
    const { n, ratio, low, high } = pairedRatio(pairs, 'higher is better')
    return { n, value: ratio, low, high }
  }
  const bare = ratioAt('R0')
  const limited = ratioAt('R1')
  const figures = [
    ...names.flatMap((name) => [
      figure(
        `goodput under the flood, ${name}`,
        'tasks/CPU-s',
        meanInterval(trials.map((trial) => trial[name].goodput)),
      ),
      figure(
        `goodput without the flood, ${name}`,
        'tasks/CPU-s',
        meanInterval(trials.map((trial) => trial[name].goodputInPeace)),
      ),
      figure(
        `share of the flood accepted, ${name}`,
        '',
        meanInterval(trials.map((trial) => trial[name].accepted / trial[name].sent)),
      ),
    ]),
    figure('kept at A3 over kept at A0, R0', '', bare),
    figure('kept at A3 over kept at A0, R1', '', limited),
  ]
  if (trials.some((trial) => names.some((name) => trial[name].sent === 0))) {
    return { verdict: noEvidence('mechanism', 'there was no flood'), figures }
  }
  if (bare.n < LEAST_TRIALS || limited.n < LEAST_TRIALS) {
    return { verdict: noEvidence('sample', `fewer than ${LEAST_TRIALS} pairs`), figures }
  }
  const [low, high] = [bare.low as number, bare.high as number]
  if (low >= 1) return { verdict: didNotHold('signatures do not lower goodput at R0'), figures }
  if (high >= 1) return { verdict: noEvidence('sample', 'the interval at R0 holds 1'), figures }
  const at = (estimate: Estimate): string => `${((estimate.value as number) * 100).toFixed(0)} %`
  const because = `the share of its goodput that A3 keeps is ${at(bare)} of A0’s at R0 and ${at(limited)} at R1`
  if ((limited.high as number) < 1 - MARGIN || (limited.high as number) < low) {
    return { verdict: didNotHold(because), figures }
  }
  if ((limited.low as number) <= high) {
    return { verdict: noEvidence('sample', 'the intervals at R0 and R1 overlap'), figures }
  }
  return { verdict: held(because), figures }
}
