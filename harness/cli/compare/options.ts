/** Flags of `muster compare`, checked and located. */
import type { CompareOptions } from '../../../results/compare/compare-runs.ts'
import { type Metric, METRIC_NAMES, metricOf } from '../../../results/objectives/metric.ts'
import { nearest } from '../../../workloads/edit-distance.ts'
import { MusterError } from '../../kernel/errors.ts'
import { type RawFlags, readList, readText } from '../flags.ts'

export const FORMATS = ['text', 'markdown', 'json', 'junit'] as const
export type Format = (typeof FORMATS)[number]

/** What a comparison is about if no metric is named: work done, its cost, its time, and the damage. */
const USUAL = [
  'tasksPerCpuS',
  'idleBytesPerAgent',
  'completedShare',
  'modelCallsPerTask',
  'p50Ms',
  'p99Ms',
  'peopleExposed',
]

const USUAL_MARGIN = 0.05

export interface CompareFlags extends Omit<CompareOptions, 'interleaved'> {
  readonly format: Format
  readonly allowDifferentWorkloads: boolean
}

/** Throws USAGE with the flag as its place. */
export function readCompareFlags(raw: RawFlags): CompareFlags {
  const named = readList(raw, 'metric').flatMap((list) => list.split(','))
  return {
    metrics: (named.length === 0 ? USUAL : named).map((name) => readMetric(name.trim())),
    named: named.length > 0,
    margin: readMargin(readText(raw, 'margin')),
    failOn: readOne(raw, 'fail-on', 'failOn', ['worse']),
    format: readOne(raw, 'format', 'format', FORMATS) ?? (raw['json'] === true ? 'json' : 'text'),
    allowDifferentWorkloads: raw['allowDifferentWorkloads'] === true,
  }
}

function readMetric(name: string): Metric {
  const metric = metricOf(name)
  const comparable = METRIC_NAMES.filter((one) => metricOf(one)?.direction !== undefined)
  if (metric === undefined) {
    const near = nearest(name, comparable)
    throw new MusterError('USAGE', `there is no metric "${name}"`, {
      where: '--metric',
      hint: near === undefined ? `one of: ${comparable.join(', ')}` : `did you mean "${near}"?`,
    })
  }
  if (metric.direction !== undefined) return metric
  throw new MusterError('USAGE', `neither more nor less ${name} is better by itself`, {
    where: '--metric',
    hint: `one of: ${comparable.join(', ')}`,
  })
}

function readMargin(text: string | undefined): number {
  if (text === undefined) return USUAL_MARGIN
  const found = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1]
  const margin = Number(found) / 100
  if (found !== undefined && margin < 1) return margin
  throw new MusterError('USAGE', `"${text}" is not a margin below 100 %`, {
    where: '--margin',
    hint: 'write it in per cent, as in --margin 5%',
  })
}

function readOne<W extends string>(
  raw: RawFlags,
  flag: string,
  name: string,
  words: readonly W[],
): W | undefined {
  const text = raw[name] === true ? '' : readText(raw, name)
  if (text === undefined) return undefined
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  throw new MusterError('USAGE', `"${text}" is not what --${flag} can be`, {
    where: `--${flag}`,
    hint: `one of: ${words.join(', ')}`,
  })
}
