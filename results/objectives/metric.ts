/**
 * What objectives and comparisons are about: the figures of `summary.csv`, `latency.csv`,
 * `containment.csv` and `scaling.csv` under the same names, each as a value of one trial.
 */
import {
  type CompletedTrial,
  type ContainmentRecord,
  INTRINSIC_COUNTERS,
  type IntrinsicCounter,
} from '../record.ts'
import { percentileFloor } from '../stats/binomial-floor.ts'
import type { Direction } from '../stats/ratio.ts'
import type { UnitName } from './unit.ts'

/**
 * `trial`: one number a trial. `tasks`: a distribution over the tasks of all trials, of which an
 * objective names a percentile. `percentile`: one percentile of it. `chance`: something that happens in
 * a trial or does not, as 1 or 0.
 */
export type MetricKind =
  | { readonly kind: 'trial' }
  | { readonly kind: 'tasks' }
  | { readonly kind: 'percentile'; readonly q: number }
  | { readonly kind: 'chance' }

export interface Metric {
  readonly name: string
  /** Of the values, and of a bound that is written without one. */
  readonly unit: UnitName
  readonly of: MetricKind
  /** Undefined where neither way is good by itself. */
  readonly direction: Direction | undefined
  /** `virtual`: the workload and the seed determine it. `host`: it is a cost of the machine. */
  readonly basis: 'virtual' | 'host'
  /** Only a trial with an incident has a sample. */
  readonly needsIncident: boolean
  /** An average of work over the tasks of a trial: from 1 on, the same in every trial is no chance. */
  readonly isStructural: boolean
  /** Infinity where it is censored; undefined where the trial has no sample of it. */
  readonly value: (trial: CompletedTrial) => number | undefined
}

type Value = Metric['value']

const LOW = 'lower is better'
const HIGH = 'higher is better'

function metric(
  name: string,
  unit: UnitName,
  direction: Direction | undefined,
  basis: Metric['basis'],
  value: Value,
  of: MetricKind = { kind: 'trial' },
): Metric {
  return { name, unit, of, direction, basis, needsIncident: false, isStructural: false, value }
}

function host(
  name: string,
  unit: UnitName,
  direction: Direction,
  value: (trial: CompletedTrial) => number | null,
): Metric {
  return metric(name, unit, direction, 'host', (trial) => value(trial) ?? undefined)
}

function virtual(
  name: string,
  unit: UnitName,
  direction: Direction | undefined,
  value: (trial: CompletedTrial) => number | null,
): Metric {
  return metric(name, unit, direction, 'virtual', (trial) => value(trial) ?? undefined)
}

function incident(
  name: string,
  unit: UnitName,
  direction: Direction | undefined,
  value: (record: ContainmentRecord) => number | undefined,
  of?: MetricKind,
): Metric {
  const ofTrial: Value = ({ containment }) =>
    containment === undefined ? undefined : value(containment)
  return { ...metric(name, unit, direction, 'virtual', ofTrial, of), needsIncident: true }
}

/** A latency that is missing is censored if there were tasks at all. */
function latency(trial: CompletedTrial, ms: number | null): number | undefined {
  if (ms !== null) return ms
  return trial.tasks.offered > 0 ? Infinity : undefined
}

/** Over all tasks; those without a latency make it unbounded. */
function allTasks(trial: CompletedTrial, ms: number | null): number | undefined {
  return trial.latency.censoredShare > 0 ? Infinity : latency(trial, ms)
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** A time after a post that was accepted; not seen within the horizon is censored. */
function since(record: ContainmentRecord, min: number | null): number | undefined {
  if (!record.postAccepted) return undefined
  return min === null || min > record.horizonMin ? Infinity : min
}

const PER_TASK_BETTER_LOW: ReadonlySet<IntrinsicCounter> = new Set<IntrinsicCounter>([
  'modelCalls',
  'promptChars',
  'promptMessages',
  'envelopes',
  'retries',
  'auditDropped',
])

const METRIC_LIST: readonly Metric[] = [
  metric('taskLatencyMs', 'ms', LOW, 'virtual', (trial) => allTasks(trial, trial.latency.meanMs), {
    kind: 'tasks',
  }),
  ...(
    [
      ['p50Ms', 0.5],
      ['p90Ms', 0.9],
      ['p99Ms', 0.99],
      ['p999Ms', 0.999],
    ] as const
  ).map(([name, q]) =>
    metric(
      name,
      'ms',
      LOW,
      'virtual',
      // With too few tasks a trial has no such percentile (binomial floor).
      (trial) =>
        trial.tasks.offered < percentileFloor(q) ? undefined : latency(trial, trial.latency[name]),
      { kind: 'percentile', q },
    ),
  ),
  metric('meanMs', 'ms', LOW, 'virtual', (trial) => allTasks(trial, trial.latency.meanMs)),
  metric('maxMs', 'ms', LOW, 'virtual', (trial) => allTasks(trial, trial.latency.maxMs)),
  virtual('censoredShare', 'of 1', LOW, (trial) => trial.latency.censoredShare),
  virtual('completedShare', 'of 1', HIGH, ({ tasks }) => share(tasks.completed, tasks.offered)),
  virtual('rightShare', 'of 1', HIGH, ({ tasks }) => share(tasks.right, tasks.completed)),
  virtual('offered', '', undefined, ({ tasks }) => tasks.offered),
  virtual('completed', '', HIGH, ({ tasks }) => tasks.completed),
  virtual('failed', '', LOW, ({ tasks }) => tasks.failed),
  virtual('censored', '', LOW, ({ tasks }) => tasks.censored),
  virtual('right', '', HIGH, ({ tasks }) => tasks.right),
  virtual('wrong', '', LOW, ({ tasks }) => tasks.wrong),
  virtual('stalenessP50Ms', 'ms', LOW, ({ synthesis }) => synthesis.stalenessP50Ms),
  virtual('briefStalenessP50Ms', 'ms', LOW, ({ synthesis }) => synthesis.briefStalenessP50Ms),
  host('tasksPerCpuS', '', HIGH, ({ cost }) => cost.tasksPerCpuS),
  host('tasksPerS', '', HIGH, ({ cost }) => cost.tasksPerS),
  host('cpuUsPerTask', 'us', LOW, ({ cost }) => cost.cpuUsPerTask),
  host('cpuPerTaskMs', 'ms', LOW, ({ cost }) => cost.cpuUsPerTask / 1000),
  host('cpuUsPerEnvelope', 'us', LOW, ({ cost }) => cost.cpuUsPerEnvelope),
  host('coresToKeepUp', '', LOW, ({ cost }) => cost.coresToKeepUp),
  host('peakRssMiB', 'MiB', LOW, ({ cost }) => cost.peakRssMiB),
  host('idleBytesPerAgent', 'B', LOW, ({ cost }) => cost.idleBytesPerAgent),
  host('setupCpuS', 's', LOW, ({ cost }) => cost.setupCpuS),
  host('gcMs', 'ms', LOW, ({ cost }) => cost.gcMs),
  host('eventsPerCpuS', '', HIGH, ({ cost, virtual: { events } }) =>
    cost.cpuS > 0 ? (events * cost.passes) / cost.cpuS : null,
  ),
  ...INTRINSIC_COUNTERS.map((counter) => ({
    ...virtual(
      `${counter}PerTask`,
      '',
      PER_TASK_BETTER_LOW.has(counter) ? LOW : undefined,
      ({ intrinsic, tasks }) => share(intrinsic[counter], tasks.completed),
    ),
    isStructural: true,
  })),
  incident('detectMin', 'min', LOW, (record) => since(record, record.detectMin)),
  incident('containMin', 'min', LOW, (record) => since(record, record.containMin)),
  incident('detectShare', 'of 1', HIGH, (record) => reached(since(record, record.detectMin)), {
    kind: 'chance',
  }),
  incident('containShare', 'of 1', HIGH, (record) => reached(since(record, record.containMin)), {
    kind: 'chance',
  }),
  incident('reachedApexShare', 'of 1', LOW, (record) => (record.reachedApex ? 1 : 0), {
    kind: 'chance',
  }),
  incident('audience', '', undefined, (record) => record.audience),
  ...(
    [
      'peopleExposed',
      'exposureMinutes',
      'blastRadiusAgents',
      'blastRadiusDepartments',
      'taintedResults',
      'taintedSyntheses',
      'falseAlerts',
      'falseQuarantines',
    ] as const
  ).map((name) => incident(name, '', LOW, (record) => record[name])),
  incident('alerts', '', undefined, (record) => record.alerts),
  incident('worstStage', '', LOW, (record) => record.stage),
  incident('failedTasks', '', LOW, (record) => record.collateral.failedTasks),
  incident('failedShare', 'of 1', LOW, (record) => record.collateral.failedShare),
  incident('purgedMessages', '', undefined, (record) => record.collateral.purgedMessages),
  incident('agentMinutesOffline', '', LOW, (record) => record.collateral.agentMinutesOffline),
]

function reached(min: number | undefined): number | undefined {
  return min === undefined ? undefined : min === Infinity ? 0 : 1
}

/** Other words for a metric that people write. */
const ALIASES: Readonly<Record<string, string>> = { exposedPeople: 'peopleExposed' }

const METRICS: ReadonlyMap<string, Metric> = new Map([
  ...METRIC_LIST.map((one) => [one.name, one] as const),
  ...Object.entries(ALIASES).map(
    ([alias, name]) => [alias, METRIC_LIST.find((one) => one.name === name) as Metric] as const,
  ),
])

/** Names of all metrics, for hints. */
export const METRIC_NAMES: readonly string[] = METRIC_LIST.map((one) => one.name)

/** The metric of a name, or undefined. */
export function metricOf(name: string): Metric | undefined {
  return METRICS.get(name)
}
