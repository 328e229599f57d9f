/** From the form of an objective to what it means: metric, statistic, bound in the metric's unit. */
import { nearest } from '../../workloads/edit-distance.ts'
import {
  type Comparison,
  faultAt,
  type ObjectiveFault,
  type ObjectiveSyntax,
  readObjective,
  type Word,
} from './grammar.ts'
import { type Metric, METRIC_NAMES, metricOf } from './metric.ts'
import { convert, dimensionOf, UNIT_WORDS, unitOf, unitWords } from './unit.ts'

/**
 * `percentile`: of all tasks of all trials. `median`, `mean`: over trials, with an interval. `min`, `max`:
 * of the trials that were run, which needs no interval and says nothing about others.
 */
export type Statistic =
  | { readonly kind: 'percentile'; readonly q: number }
  | { readonly kind: 'median' | 'mean' | 'min' | 'max' }

export interface Objective {
  /** As it was written, without white space around it. */
  readonly text: string
  readonly metric: Metric
  readonly statistic: Statistic
  /** `p99`, `median`, … */
  readonly statisticName: string
  readonly comparison: Comparison
  /** In the unit of the metric. */
  readonly bound: number
  /** Sizes it is about; empty: all. */
  readonly agents: readonly number[]
  /** Entrants it is about, with `*` for any text; undefined: all. */
  readonly entrants: string | undefined
}

const STATISTICS = ['median', 'mean', 'min', 'max'] as const
const STATISTIC_WORDS = [...STATISTICS, 'p50', 'p90', 'p99', 'p99.9']
const LATENCY_HINT = 'write taskLatencyMs with p50, p90, p99, p99.9, mean or max'

/** Reads and checks an objective. */
export function parseObjective(
  text: string,
): { readonly kind: 'objective'; readonly objective: Objective } | ObjectiveFault {
  const read = readObjective(text)
  if (read.kind === 'fault') return read
  const { syntax } = read
  const metric = metricOf(syntax.metric.text)
  if (metric === undefined) return unknownMetric(syntax.metric)
  const statistic = statisticFor(metric, syntax)
  if (statistic.kind === 'fault') return statistic
  const bound = boundFor(metric, syntax)
  if (typeof bound !== 'number') return bound
  const agents = syntax.agents.map((size) => numberOf(size.text))
  const small = agents.findIndex((size) => size < 1)
  if (small >= 0) return faultAt(syntax.agents[small] as Word, 'a size is at least 1 agent')
  return {
    kind: 'objective',
    objective: {
      text: text.trim(),
      metric,
      statistic,
      statisticName: nameOf(statistic),
      comparison: syntax.comparison,
      bound,
      agents,
      entrants: syntax.entrants?.text,
    },
  }
}

function unknownMetric(word: Word): ObjectiveFault {
  const near = nearest(word.text, METRIC_NAMES)
  return faultAt(
    word,
    `there is no metric "${word.text}"`,
    near === undefined
      ? 'the metrics are the columns of summary.csv, latency.csv, containment.csv and scaling.csv, such as taskLatencyMs, tasksPerCpuS, completedShare, peopleExposed'
      : `did you mean "${near}"?`,
  )
}

function statisticFor(
  metric: Metric,
  { statistic: word, metric: name }: ObjectiveSyntax,
): Statistic | ObjectiveFault {
  const { of } = metric
  if (word === undefined) {
    if (of.kind === 'tasks') {
      return faultAt(name, `it is not said which ${metric.name} is meant`, LATENCY_HINT)
    }
    if (of.kind === 'percentile') return { kind: 'percentile', q: of.q }
    return { kind: of.kind === 'chance' ? 'mean' : 'median' }
  }
  const percent = /^p(\d{1,2}(?:\.\d{1,3})?)$/.exec(word.text)?.[1]
  if (percent !== undefined && Number(percent) > 0) {
    if (of.kind === 'tasks') return { kind: 'percentile', q: Number(`${percent}e-2`) }
    return faultAt(word, `${metric.name} has no percentiles: ${WHY[of.kind]}`, hintFor(of.kind))
  }
  const known = STATISTICS.find((one) => one === word.text)
  if (known === undefined) {
    const near = nearest(word.text, STATISTIC_WORDS)
    return faultAt(
      word,
      `there is no statistic "${word.text}"`,
      near === undefined ? `one of: ${STATISTIC_WORDS.join(', ')}` : `did you mean "${near}"?`,
    )
  }
  if (of.kind === 'percentile') {
    return faultAt(word, `${metric.name} is a statistic already`, `leave "${word.text}" out`)
  }
  if (of.kind === 'chance' && known === 'median') {
    return faultAt(word, `${metric.name} is a share of trials already`, 'leave "median" out')
  }
  if (of.kind !== 'tasks') return { kind: known }
  if (known === 'min') return faultAt(word, 'the shortest latency is no figure', LATENCY_HINT)
  return known === 'median' ? { kind: 'percentile', q: 0.5 } : { kind: known }
}

const WHY = {
  trial: 'it is one figure of a trial',
  percentile: 'it is one itself',
  chance: 'it is a share of trials',
} as const

function hintFor(kind: keyof typeof WHY): string {
  return kind === 'trial' ? 'over trials there are median, mean, min and max' : 'leave it out'
}

/** The bound in the unit of the metric. */
function boundFor(metric: Metric, { bound, unit }: ObjectiveSyntax): number | ObjectiveFault {
  const amount = numberOf(bound.text)
  if (!Number.isFinite(amount)) return faultAt(bound, `${bound.text} is too large`)
  const dimension = dimensionOf(metric.unit)
  const words = unitWords(dimension)
  const given = unit === undefined ? metric.unit : unitOf(unit.text)
  if (unit !== undefined && given === undefined) {
    const near = nearest(unit.text, words)
    return faultAt(
      unit,
      `there is no unit "${unit.text}"`,
      near === undefined ? unitHint(metric, words) : `did you mean "${near}"?`,
    )
  }
  if (unit !== undefined && given !== undefined && dimensionOf(given) !== dimension) {
    return faultAt(unit, `${metric.name} is not measured in ${unit.text}`, unitHint(metric, words))
  }
  const value = convert(amount, given ?? metric.unit, metric.unit)
  if (dimension === 'share' && value > 1) {
    return faultAt(
      bound,
      `${bound.text} is more than the whole`,
      `write ${amount} % or a share up to 1`,
    )
  }
  return value
}

function unitHint({ name }: Metric, words: readonly string[]): string {
  const known = words.filter((word) => UNIT_WORDS.includes(word))
  return known.length === 0 ? `${name} is a bare number` : `its units are: ${known.join(', ')}`
}

function nameOf(statistic: Statistic): string {
  if (statistic.kind !== 'percentile') return statistic.kind
  return `p${Number((statistic.q * 100).toPrecision(6))}`
}

function numberOf(text: string): number {
  return Number(text.replaceAll('_', ''))
}
