/** Opens per envelope by topology: who verifies how often what was sent once. */
import { type Estimate, meanInterval } from '../../results/stats/interval.ts'
import { GOVERNED } from '../controls/levels.ts'
import {
  didNotHold,
  type Experiment,
  figure,
  held,
  inTurn,
  type Judgement,
  LEAST_TRIALS,
  noEvidence,
} from './experiment.ts'

const TOPOLOGIES = {
  broadcast: ['autogen', 'round-robin'],
  mesh: ['mesh', 'direct'],
  hierarchy: ['crewai', 'hierarchical'],
  chain: ['crewai', 'sequential'],
} as const

export type Pattern = keyof typeof TOPOLOGIES

const PATTERNS = Object.keys(TOPOLOGIES) as Pattern[]

/** One trial of one pattern. */
export interface Traffic {
  /** Messages that the architecture counts between its agents, sealed or not. */
  readonly envelopes: number
  /** Verifications. */
  readonly opens: number
  /** What was sealed: messages and tool calls. */
  readonly seals: number
  readonly modelCalls: number
}

export const broadcastMultipliesVerification: Experiment = {
  id: 'broadcast-multiplies-verification',
  rule:
    'An envelope is what the control path sealed: a message or a tool call. Held: opens per envelope ' +
    'of the group chat lie above those of mesh and hierarchy, and those of the chain below all others, ' +
    'intervals apart. Did not hold: an interval lies on the wrong side, or all trials are equal.',
  planned: ({ trials }) => PATTERNS.length * trials,
  secondsPerTrial: 1,
  run: async (laboratory) => {
    const { incident: _, ...workload } = laboratory.small
    const traffic = new Map<Pattern, Traffic[]>()
    for (const pattern of PATTERNS) {
      const [architecture, topology] = TOPOLOGIES[pattern]
      const trials = await inTurn(laboratory.trials, (trial) =>
        laboratory.trial({ trial, workload, architecture, topology, levels: GOVERNED }),
      )
      traffic.set(
        pattern,
        trials.map(({ intrinsic }) => intrinsic),
      )
    }
    return judgeBroadcast(traffic)
  },
}

export function judgeBroadcast(traffic: ReadonlyMap<Pattern, readonly Traffic[]>): Judgement {
  const of = (pattern: Pattern): readonly Traffic[] => traffic.get(pattern) ?? []
  const ratio = (pattern: Pattern): Estimate =>
    meanInterval(of(pattern).flatMap(({ opens, seals }) => (seals > 0 ? [opens / seals] : [])))
  const figures = PATTERNS.flatMap((pattern) => {
    const name = TOPOLOGIES[pattern].join(':')
    const per = (pick: (one: Traffic) => number): Estimate =>
      meanInterval(of(pattern).flatMap((one) => (pick(one) > 0 ? [one.opens / pick(one)] : [])))
    return [
      figure(`opens per envelope, ${name}`, '', ratio(pattern)),
      figure(
        `opens per message between agents, ${name}`,
        '',
        per(({ envelopes }) => envelopes),
      ),
      figure(
        `opens per model call, ${name}`,
        '',
        per(({ modelCalls }) => modelCalls),
      ),
    ]
  })
  const silent = PATTERNS.find((pattern) => ratio(pattern).n < of(pattern).length)
  if (silent !== undefined) {
    const because = `the ${silent} sealed nothing, so there is nothing to count by`
    return { verdict: noEvidence('mechanism', because), figures }
  }
  if (PATTERNS.some((pattern) => ratio(pattern).n < LEAST_TRIALS)) {
    return { verdict: noEvidence('sample', `fewer than ${LEAST_TRIALS} trials`), figures }
  }
  const expected: readonly (readonly [above: Pattern, below: Pattern])[] = [
    ['broadcast', 'mesh'],
    ['broadcast', 'hierarchy'],
    ['mesh', 'chain'],
    ['hierarchy', 'chain'],
  ]
  const apart = (above: Pattern, below: Pattern): boolean =>
    (ratio(above).low as number) > (ratio(below).high as number)
  const equal = (a: Pattern, b: Pattern): boolean => {
    const [x, y] = [ratio(a), ratio(b)]
    return x.low === x.high && y.low === y.high && x.value === y.value
  }
  const wrong = expected.flatMap(([above, below]) => {
    if (apart(below, above)) return [`${below} opens more per envelope than ${above}`]
    return equal(below, above) ? [`${below} opens as many as ${above}`] : []
  })
  if (wrong.length > 0) {
    const because = wrong.join('; ')
    return { verdict: didNotHold(because), figures }
  }
  const open = expected.filter(([above, below]) => !apart(above, below))
  if (open.length > 0) {
    const because = open.map(([above, below]) => `${above} and ${below} overlap`).join('; ')
    return { verdict: noEvidence('sample', because), figures }
  }
  return { verdict: held('group chat above mesh and hierarchy, the chain lowest'), figures }
}
