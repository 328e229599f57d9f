/** Compares two runs, entrant by entrant, size by size, metric by metric. */
import { hostDoubt } from '../host-doubt.ts'
import type { Metric } from '../objectives/metric.ts'
import type { CompletedTrial, RunManifest, TrialRecord } from '../record.ts'
import { median } from '../stats/quantile.ts'
import { type Pair, verdictOf } from '../stats/ratio.ts'
import { comparisonRows } from '../summary/comparison.ts'
import {
  COMPARE_SCHEMA,
  type ComparedRow,
  type ComparedSide,
  type ComparisonDocument,
  gateOf,
  type Pairing,
} from './comparison-document.ts'
import { differencesOf } from './differences.ts'
import { type Effect, intervalOf, pairedEffect, unpairedEffect } from './effect.ts'
import { hostShift } from './host-shift.ts'
import { type MatchedCell, matchCells } from './match-cells.ts'

export interface ComparedRun {
  /** Folder, or how the side was run. */
  readonly from: string
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
  readonly warnings: readonly string[]
}

export interface CompareOptions {
  readonly metrics: readonly Metric[]
  /** Whether the metrics were asked for by name, so that none is left out. */
  readonly named: boolean
  readonly margin: number
  readonly failOn: 'worse' | undefined
  /** The trials of both sides took turns in one job: those with the same number stand together. */
  readonly interleaved: boolean
}

/**
 * Of all intervals of a comparison together, so that a user who reads all rows of two equal systems sees
 * one called different in at most 5 % of comparisons. Bonferroni rather than Holm: the intervals that are
 * shown are then those that decide.
 */
export const COMPARE_CONFIDENCE = 0.95

/** B against A. Rows of different workloads are shown and never judged. */
export function compareRuns(
  a: ComparedRun,
  b: ComparedRun,
  options: CompareOptions,
): ComparisonDocument {
  const differences = differencesOf(a.manifest, b.manifest)
  const sameWorkload = a.manifest.workload.digest === b.manifest.workload.digest
  const situation: Situation = {
    sameWorkload,
    sameMachine: differences.every((one) => one.kind !== 'machine'),
    hostPairs: options.interleaved || isSameRun(a.manifest, b.manifest),
    hostShift: options.interleaved ? 1 : hostShift(a.manifest, b.manifest),
    // What the host did to sides that took turns, it did to both.
    hostDoubt: options.interleaved ? undefined : (hostDoubt(a.manifest) ?? hostDoubt(b.manifest)),
  }
  const { matched, alone } = matchCells(a, b)
  const drafts = matched.flatMap((cell) =>
    options.metrics
      .filter((metric) => options.named || isMeasured(metric, cell))
      .map((metric) => draftOf(cell, metric, situation)),
  )
  const family = drafts.filter((draft) => draft.effect !== undefined).length
  const tiers = options.metrics.some(({ name }) => name === TIERED) ? tiersOf(a, b) : undefined
  const judged = drafts.map((draft) => {
    const row = judge(draft, family, options.margin)
    return tiers === undefined ? row : tiers(row)
  })
  const rows = [
    ...judged,
    ...alone.map(({ entrant, agents, side }) => aloneRow(entrant, agents, side)),
  ]
  return {
    schema: COMPARE_SCHEMA,
    mode: options.interleaved ? 'interleaved' : 'stored',
    a: sideOf(a),
    b: sideOf(b),
    margin: options.margin,
    confidence: COMPARE_CONFIDENCE,
    differences,
    sameWorkload,
    notes: [
      ...a.warnings.map((warning) => `A: ${warning}`),
      ...b.warnings.map((warning) => `B: ${warning}`),
      ...[a, b].flatMap(({ manifest }, i) => {
        const doubt = hostDoubt(manifest)
        return doubt === undefined ? [] : [`${i === 0 ? 'A' : 'B'}: ${doubt}`]
      }),
      ...(situation.sameMachine || options.interleaved
        ? []
        : ['the machines differ: differences of host figures may come from that']),
      ...(situation.hostPairs
        ? []
        : [
            'the sides were run at different times: host figures are compared unpaired; muster compare --run runs both in turns',
          ]),
      ...(sameWorkload ? [] : ['the workloads differ: nothing here is comparable']),
    ],
    rows,
    gate: options.failOn === undefined ? null : gateOf(rows),
  }
}

interface Situation {
  readonly sameWorkload: boolean
  readonly sameMachine: boolean
  /** Trials with the same number met the same host. */
  readonly hostPairs: boolean
  /** Factor (≥ 1) by which the host's own speed differed between the sides. */
  readonly hostShift: number
  readonly hostDoubt: string | undefined
}

/** A row before it is known how many intervals must hold together. */
interface Draft {
  readonly row: Omit<ComparedRow, 'estimate' | 'low' | 'high' | 'verdict' | 'because' | 'scale'>
  readonly metric: Metric
  /** Absent if nothing is to be tested. */
  readonly effect?: Effect
  /** Factor (≥ 1) that the host alone may have changed the figure by. */
  readonly shift?: number
  readonly settled?: Pick<ComparedRow, 'verdict' | 'because'> & { readonly estimate?: number }
  /** Why a good verdict would not be evidence. */
  readonly doubt: string | undefined
}

function draftOf(cell: MatchedCell, metric: Metric, situation: Situation): Draft {
  const doubt = cell.doubt ?? (metric.basis === 'host' ? situation.hostDoubt : undefined)
  const [a, b] = [valuesOf(cell.a, metric), valuesOf(cell.b, metric)]
  const pairs = pairsOf(cell, metric, situation)
  const pairing: Pairing = !situation.sameWorkload
    ? 'none'
    : pairs.length === 0
      ? 'unpaired'
      : metric.basis === 'virtual' && situation.sameMachine
        ? 'exact'
        : 'paired'
  const isPaired = pairing === 'exact' || pairing === 'paired'
  const row = {
    entrant: cell.entrant,
    agents: cell.agents,
    metric: metric.name,
    unit: metric.unit,
    basis: metric.basis,
    pairing,
    nA: isPaired ? pairs.length : a.length,
    nB: isPaired ? pairs.length : b.length,
    a: finite(median(isPaired ? pairs.map(([value]) => value) : a)),
    b: finite(median(isPaired ? pairs.map(([, value]) => value) : b)),
  }
  const settled = (verdict: ComparedRow['verdict'], because: string, estimate?: number): Draft => ({
    row,
    metric,
    doubt,
    settled: { verdict, because, ...(estimate === undefined ? {} : { estimate }) },
  })
  if (!situation.sameWorkload) return settled('not comparable', 'the workloads differ')
  for (const [side, values, trials] of [
    ['A', a, cell.a],
    ['B', b, cell.b],
  ] as const) {
    if (values.length === 0) {
      const why =
        trials.length === 0
          ? 'no trial was completed'
          : metric.of.kind === 'percentile'
            ? `no trial has enough tasks for ${metric.name}`
            : `no trial has a sample of ${metric.name}`
      return settled('no evidence', `${why} in ${side}`)
    }
    const censored = values.filter((value) => value === Infinity).length
    if (censored > 0) {
      return settled('no evidence', `censored in ${censored} of ${values.length} trials of ${side}`)
    }
  }
  if (isPaired && pairs.every(([one, other]) => one === other)) {
    return settled('equivalent', `the same in all ${pairs.length} pairs`, 1)
  }
  const least = isPaired ? pairs.length : Math.min(a.length, b.length)
  if (least < 2) {
    return settled('no evidence', 'one trial says nothing about spread; run at least two')
  }
  const effect = isPaired ? pairedEffect(pairs) : unpairedEffect(a, b)
  const isTimed = metric.basis === 'host' && !isPaired && !MEMORY_UNITS.has(metric.unit)
  return { row, metric, effect, doubt, ...(isTimed ? { shift: situation.hostShift } : {}) }
}

/** Units of figures that a slower clock does not change. */
const MEMORY_UNITS: ReadonlySet<string> = new Set(['B', 'MiB'])

function judge(
  { row, metric, effect, shift, settled, doubt }: Draft,
  family: number,
  margin: number,
) {
  const judged: ComparedRow =
    effect === undefined
      ? {
          ...row,
          scale: 'ratio',
          estimate: settled?.estimate ?? null,
          low: settled?.estimate ?? null,
          high: settled?.estimate ?? null,
          verdict: settled?.verdict ?? 'no evidence',
          because: settled?.because ?? '',
        }
      : judgeEffect({ row, metric, effect, shift: shift ?? 1 }, family, margin)
  const isGood = ['better', 'equivalent', 'undecided'].includes(judged.verdict)
  return doubt === undefined || !isGood
    ? judged
    : { ...judged, verdict: 'no evidence' as const, because: doubt }
}

function judgeEffect(
  { row, metric, effect, shift }: Required<Pick<Draft, 'row' | 'metric' | 'effect' | 'shift'>>,
  family: number,
  margin: number,
): ComparedRow {
  const interval = intervalOf(effect, COMPARE_CONFIDENCE, family)
  const { scale } = effect
  const isRatio = scale === 'ratio'
  const [low, high] = isRatio
    ? [interval.low / shift, interval.high * shift]
    : [interval.low, interval.high]
  // A difference is turned into a ratio to what A has, so that the margin means the same.
  const whole = Math.abs(row.a ?? 0)
  const [from, to] = isRatio
    ? [low, high]
    : whole > 0
      ? [1 + low / whole, 1 + high / whole]
      : [1 + Math.sign(low), 1 + Math.sign(high)]
  const said = verdictOf(from, to, metric.direction ?? 'lower is better', margin)
  const rest = { ...row, scale, estimate: interval.estimate, low, high }
  if (said !== 'not resolved' && isByLuck(row, metric, effect, family)) {
    return {
      ...rest,
      ...(low === high ? { low: null, high: null } : {}),
      verdict: 'undecided',
      because: `${row.nA} and ${row.nB} trials that say the same are too few to tell from chance`,
    }
  }
  switch (said) {
    case 'equivalent within margin':
      return {
        ...rest,
        verdict: 'equivalent',
        because: `the whole interval is within ±${percent(margin)}`,
      }
    case 'not resolved':
      return {
        ...rest,
        verdict: 'undecided',
        because:
          shift > 1 + margin
            ? `the host itself was ${percent(shift - 1)} faster in one of the runs`
            : 'the interval leaves it open',
      }
    default:
      return { ...rest, verdict: said, because: 'the whole interval is on one side' }
  }
}

/**
 * Whether a figure without any spread may be so by chance: a count, a share or something that happens
 * or not can be the same in a few trials. Work that every task takes cannot.
 */
function isByLuck(
  { a, b, pairing }: Draft['row'],
  { of, isStructural }: Metric,
  { mean, luck, spreads }: Effect,
  family: number,
): boolean {
  if (luck === undefined || luck <= (1 - COMPARE_CONFIDENCE) / Math.max(1, family)) return false
  const isConstant = spreads.every(({ standardError }) => standardError === 0)
  // Equal sides: only of something that happens or not do so few trials say nothing.
  if (isConstant && mean === 0) return of.kind === 'chance' && pairing === 'unpaired'
  return !(isConstant && isStructural && Math.min(a ?? 0, b ?? 0) >= 1)
}

function pairsOf(cell: MatchedCell, metric: Metric, situation: Situation): Pair[] {
  const isPartner = (one: CompletedTrial, other: CompletedTrial): boolean =>
    metric.basis === 'virtual'
      ? one.seed === other.seed
      : situation.hostPairs && one.trial === other.trial
  return cell.a.flatMap((one) => {
    const other = cell.b.find((candidate) => isPartner(one, candidate))
    const [a, b] = [metric.value(one), other === undefined ? undefined : metric.value(other)]
    return a === undefined || b === undefined ? [] : [[a, b] as const]
  })
}

function valuesOf(trials: readonly CompletedTrial[], metric: Metric): number[] {
  return trials.map(metric.value).filter((value) => value !== undefined)
}

/** A percentile with too few tasks is missing evidence; an incident that there is not is nothing. */
function isMeasured(metric: Metric, { a, b }: MatchedCell): boolean {
  return metric.of.kind === 'percentile' || valuesOf([...a, ...b], metric).length > 0
}

/** The figure that tiers are of. */
const TIERED = 'tasksPerCpuS'

function tiersOf(a: ComparedRun, b: ComparedRun): (row: ComparedRow) => ComparedRow {
  const [inA, inB] = [comparisonRows(a.trials), comparisonRows(b.trials)]
  return (row) => {
    if (row.metric !== TIERED) return row
    const [nameA, nameB = nameA] = row.entrant.split(' → ')
    const tierOf = (rows: typeof inA, name: string | undefined): number | null =>
      rows.find((one) => one.entrant === name && one.agents === row.agents)?.tier ?? null
    return { ...row, tierA: tierOf(inA, nameA), tierB: tierOf(inB, nameB) }
  }
}

function aloneRow(entrant: string, agents: number, side: 'A' | 'B'): ComparedRow {
  return {
    entrant,
    agents,
    metric: '–',
    unit: '',
    basis: 'virtual',
    pairing: 'none',
    nA: 0,
    nB: 0,
    a: null,
    b: null,
    scale: 'ratio',
    estimate: null,
    low: null,
    high: null,
    verdict: 'no evidence',
    because: `only ${side} has it`,
  }
}

function sideOf({ from, manifest, trials }: ComparedRun): ComparedSide {
  return {
    from,
    name: manifest.name,
    startedAt: manifest.startedAt,
    state: manifest.state,
    seed: manifest.seed,
    workloadDigest: manifest.workload.digest,
    version: manifest.harness.version,
    commit: manifest.harness.commit,
    trials: trials.length,
  }
}

function isSameRun(a: RunManifest, b: RunManifest): boolean {
  return a.chainHead !== undefined && a.chainHead === b.chainHead && a.startedAt === b.startedAt
}

function finite(value: number | null): number | null {
  return value === Infinity ? null : value
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`
}
