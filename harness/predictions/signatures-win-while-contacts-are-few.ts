/**
 * From how many messages for each pair a session (A4) costs less than signatures (A3): predicted from
 * timed primitives, and observed in paired whole trials in which pairs exchange ever more messages.
 */
import { pairedRatio, type Pair } from '../../results/stats/ratio.ts'
import { type Estimate, medianInterval } from '../../results/stats/interval.ts'
import { BARE } from '../controls/levels.ts'
import { type BreakEven, breakEven, difference, quartilesUs } from '../probe/break-even.ts'
import { newPairCase, warmCase } from '../probe/guard-cases.ts'
import { timeInTurns, type Timing } from '../probe/timed-case.ts'
import type { Workload } from '../../workloads/workload.ts'
import {
  counted,
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

/** "About 4 to 5". */
const EXPECTED = [4, 5] as const
/** An interval whose ends are further apart than this factor says nothing about 4 to 5. */
const WIDEST = 3
const SWEEP = [20, 60, 200, 800]
const QUICK_SWEEP = [20, 400]
const MIN_CPU_S = 0.4
const QUICK_MIN_CPU_S = 0.1
const PROBED_AGENTS = 512

/** One pair of trials: the same work at A3 and at A4. */
export interface PairOfTrials {
  readonly trial: number
  /** Messages that a pair exchanged within a session's life, at A4. */
  readonly messagesPerPair: number
  /** CPU time of the whole window over its messages, in µs. */
  readonly signedUs: number
  readonly channelUs: number
}

export const signaturesWinWhileContactsAreFew: Experiment = {
  id: 'signatures-win-while-contacts-are-few',
  rule:
    `Held: the interval of the observed break-even meets ${EXPECTED.join(' to ')}, and A3 costs less ` +
    'at the fewest and A4 at the most messages for each pair. Did not hold: the interval lies outside, ' +
    'or an end of the sweep is the other way round. No evidence: the ends of the interval are more ' +
    `than ${WIDEST} times apart, or the sweep does not reach both sides.`,
  planned: ({ trials, quick }) => 2 * trials * (quick ? QUICK_SWEEP : SWEEP).length,
  secondsPerTrial: 1.4,
  run: async (laboratory) => {
    const predicted = probe(laboratory.quick)
    const pairs = await inTurn(laboratory.trials, (trial) => sweep(laboratory, trial))
    return judgeBreakEven(pairs.flat(), predicted)
  },
}

async function sweep(laboratory: Laboratory, trial: number): Promise<PairOfTrials[]> {
  const tasks = laboratory.quick ? QUICK_SWEEP : SWEEP
  return inTurn(tasks.length, async (nth) => {
    const workload = withTasks(laboratory.small, tasks[nth] as number)
    const minCpuS = laboratory.quick ? QUICK_MIN_CPU_S : MIN_CPU_S
    const at = (auth: 'A3' | 'A4') =>
      laboratory.trial({ trial, workload, levels: { ...BARE, auth }, minCpuS })
    // Which comes first alternates, so that a drift of the machine does not favour one.
    const firstA3 = (trial + nth) % 2 === 0
    const first = await at(firstA3 ? 'A3' : 'A4')
    const second = await at(firstA3 ? 'A4' : 'A3')
    const [signed, channel] = firstA3 ? [first, second] : [second, first]
    const { opens, handshakes } = channel.intrinsic
    const us = ({ cost, intrinsic }: typeof signed): number =>
      (cost.cpuS * 1e6) / cost.passes / intrinsic.opens
    return {
      trial,
      messagesPerPair: opens / handshakes,
      signedUs: us(signed),
      channelUs: us(channel),
    }
  })
}

/** The same teams with about so many tasks in the window, and no incident. */
function withTasks(small: Workload, tasks: number): Workload {
  const { incident: _, ...workload } = small
  const arrivals = { ...workload.arrivals, perTeamPerHour: 0.001, minTasks: tasks }
  return { ...workload, arrivals }
}

/** Times the three costs; the formula is `harness/controls/auth/break-even.ts`. */
function probe(quick: boolean): BreakEven {
  const cases = [
    newPairCase('first', { auth: 'A4' }, PROBED_AGENTS),
    warmCase('A4', { ...BARE, auth: 'A4' }, PROBED_AGENTS),
    warmCase('A3', { ...BARE, auth: 'A3' }, PROBED_AGENTS),
  ]
  const plan = quick ? { rounds: 2, roundMs: 25 } : { rounds: 8, roundMs: 80 }
  const [first, warm, signature] = timeInTurns(cases, plan, () => {}).map((timing: Timing) =>
    quartilesUs(timing),
  ) as [
    ReturnType<typeof quartilesUs>,
    ReturnType<typeof quartilesUs>,
    ReturnType<typeof quartilesUs>,
  ]
  return breakEven(difference(first, warm), signature, warm)
}

/**
 * Both costs are linear in messages, so for each trial number the difference A4 − A3 for each message
 * is H/m − S over the sweep; least squares give H and S, and H/S is the observed break-even.
 */
export function observedBreakEven(pairs: readonly PairOfTrials[]): number | undefined {
  const points = pairs.map(({ messagesPerPair, channelUs, signedUs }) => ({
    x: 1 / messagesPerPair,
    y: channelUs - signedUs,
  }))
  const n = points.length
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  if (spread === 0) return undefined
  const handshake = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread
  const saved = handshake * meanX - meanY
  return handshake > 0 && saved > 0 ? handshake / saved : undefined
}

export function judgeBreakEven(pairs: readonly PairOfTrials[], predicted: BreakEven): Judgement {
  const trials = [...new Set(pairs.map(({ trial }) => trial))]
  const of = (trial: number): PairOfTrials[] => pairs.filter((pair) => pair.trial === trial)
  const found = trials.flatMap((trial) => observedBreakEven(of(trial)) ?? [])
  const observed = medianInterval(found, 'log')
  const points = pointsOf(pairs, trials)
  const figures = [
    predictedFigure(predicted),
    figure('break-even, observed in whole trials', 'messages per pair', observed),
    ...points.flatMap(({ messages, ratio }) => [
      counted('messages per pair of a point of the sweep', '', messages, ratio.n),
      figure(`CPU per message, A3 over A4, at ${messages.toPrecision(3)}`, '', ratio),
    ]),
  ]
  if (found.length < LEAST_TRIALS || found.length < trials.length) {
    const because = `the sweep crosses over in ${found.length} of ${trials.length} trials`
    return { verdict: noEvidence('sample', because), figures }
  }
  const { low, high } = observed as { low: number; high: number }
  const fewest = points[0]?.ratio as Estimate
  const most = points.at(-1)?.ratio as Estimate
  if ((fewest.low as number) > 1 || (most.high as number) < 1) {
    const because = 'the cheaper level at an end of the sweep is the other one'
    return { verdict: didNotHold(because), figures }
  }
  if (high / low > WIDEST) {
    const because = `the observed break-even is only known to lie between ${low.toPrecision(3)} and ${high.toPrecision(3)}`
    return { verdict: noEvidence('sample', because), figures }
  }
  const because = `observed break-even ${low.toPrecision(3)} to ${high.toPrecision(3)} messages per pair`
  if (low > EXPECTED[1] || high < EXPECTED[0]) return { verdict: didNotHold(because), figures }
  if ((fewest.high as number) >= 1 || (most.low as number) <= 1) {
    return { verdict: noEvidence('sample', 'the sweep does not reach both sides'), figures }
  }
  return { verdict: held(because), figures }
}

interface Point {
  readonly messages: number
  readonly ratio: Estimate
}

/** The points of the sweep over trials, the fewest messages first. */
function pointsOf(pairs: readonly PairOfTrials[], trials: readonly number[]): Point[] {
  const perTrial = pairs.length / Math.max(1, trials.length)
  return Array.from({ length: perTrial }, (_, nth) => {
    const same = trials.map((trial) => pairs.filter((pair) => pair.trial === trial)[nth])
    const known = same.filter((pair) => pair !== undefined)
    const { n, ratio, low, high } = pairedRatio(
      known.map(({ signedUs, channelUs }): Pair => [signedUs, channelUs]),
      'lower is better',
    )
    const messages =
      known.reduce((sum, { messagesPerPair }) => sum + messagesPerPair, 0) / known.length
    return { messages, ratio: { n, value: ratio, low, high } }
  }).toSorted((a, b) => a.messages - b.messages)
}

function predictedFigure(predicted: BreakEven) {
  const name = 'break-even, predicted from primitives (quartiles)'
  const unit = 'messages per pair'
  return predicted.kind === 'never'
    ? { name, unit, n: 1, value: null, low: null, high: null }
    : { name, unit, n: 1, value: predicted.messages, low: predicted.low, high: predicted.high }
}
