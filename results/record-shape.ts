/** The shapes of `record.ts` as checks on parsed JSON. */
import type { ControlLevelsRecord } from './control-levels.ts'
import { hostsShape } from './cost-table.ts'
import { authProbeShape } from './auth-probe-record.ts'
import { metrologyShape } from './metrology-record.ts'
import { objectivesShape } from './objectives/objective-record.ts'
import {
  type ApprovalRecord,
  type CompletedTrial,
  type ContainmentRecord,
  type CostRecord,
  type EntrantRecord,
  type EnvironmentRecord,
  type FactsRecord,
  type FailedTrial,
  INTRINSIC_COUNTERS,
  type IntrinsicCounter,
  type LatencyRecord,
  RUN_SCHEMA,
  type RunManifest,
  type TaskCounts,
  TRIAL_SCHEMA,
  type TrialHeader,
  type ShippedRecord,
  type TrialRecord,
  type ValidityCondition,
  type ValidityRecord,
} from './record.ts'
import type { FloodRecord } from './flood-record.ts'
import type { PolicyCacheRecord } from './policy-cache-record.ts'
import type { PolicyServerRecord } from './policy-server-record.ts'
import { startUpShape } from './start-up-record.ts'
import { hostNoiseShape, noiseShape } from './host-noise-record.ts'
import { testedPredictionsShape } from './tested-predictions.ts'
import { stoppingShape } from './stopping-record.ts'
import type { PlanRecord, SegmentRecord } from './segment-record.ts'
import {
  amount,
  anything,
  count,
  fields,
  list,
  nullable,
  number,
  optional,
  pair,
  share,
  type Shape,
  text,
  truth,
  word,
} from './shape.ts'

/** A manifest from parsed JSON; throws `ShapeError`. */
export function parseManifest(value: unknown): RunManifest {
  return manifest(value, '')
}

/** A trial from parsed JSON; throws `ShapeError`. */
export function parseTrial(value: unknown): TrialRecord {
  const { kind } = fields<Pick<TrialRecord, 'kind'>>({ kind: word('completed', 'failed') })(
    value,
    '',
  )
  return kind === 'failed' ? failedTrial(value, '') : completedTrial(value, '')
}

const controls = fields<ControlLevelsRecord>({
  auth: text,
  capabilities: optional(text),
  policy: text,
  audit: text,
  sandbox: text,
  approvals: text,
  detection: text,
  containment: text,
  limits: text,
  frames: optional(text),
  cryptography: optional(text),
})

const environment = fields<EnvironmentRecord>({
  node: text,
  platform: text,
  cpuModel: text,
  cpus: number,
  memoryGiB: number,
  memoryLimitGiB: optional(number),
  loadBefore: number,
  loadAfter: optional(number),
  noise: optional(hostNoiseShape),
  nodeOptions: text,
})

const harness = fields<RunManifest['harness']>({
  version: text,
  commit: text,
  dirty: truth,
  lockDigest: optional(text),
})

const threads: Shape<number | 'auto'> = (value, path) =>
  value === 'auto' ? value : count(value, path)

const conditionShape = fields<ValidityCondition>({
  name: text,
  holds: truth,
  detail: text,
  next: optional(text),
})

const validityShape = fields<ValidityRecord>({ valid: truth, conditions: list(conditionShape) })

const manifest = fields<RunManifest>({
  schema: word(RUN_SCHEMA),
  name: text,
  state: word('running', 'completed', 'partial'),
  startedAt: text,
  endedAt: optional(text),
  workload: fields<RunManifest['workload']>({ name: text, digest: text, resolved: anything }),
  seed: number,
  threads: count,
  trials: count,
  sizes: list(count),
  entrants: list(
    fields<EntrantRecord>({
      entrant: text,
      architecture: text,
      topology: text,
      profile: text,
      controls,
      facts: fields<FactsRecord>({
        title: text,
        style: text,
        version: text,
        changedDefaults: list(text),
        doesNotDo: list(text),
        controlPoint: text,
        ships: optional(
          list(fields<ShippedRecord>({ topic: text, state: text, what: text, source: text })),
        ),
      }),
    }),
  ),
  planned: count,
  environment,
  harness,
  command: text,
  warnings: list(text),
  metrology: optional(metrologyShape),
  objectives: optional(objectivesShape),
  authProbe: optional(authProbeShape(environment)),
  plan: optional(fields<PlanRecord>({ digest: text, threads })),
  hosts: optional(hostsShape),
  segments: optional(
    list(
      fields<SegmentRecord>({
        startedAt: text,
        endedAt: optional(text),
        fromPosition: count,
        environment,
        harness,
      }),
    ),
  ),
  stopping: optional(stoppingShape),
  predictions: optional(testedPredictionsShape),
  noise: optional(list(noiseShape)),
  validity: optional(validityShape),
  chainHead: optional(text),
})

const header: { readonly [K in keyof TrialHeader]-?: Shape<TrialHeader[K]> } = {
  schema: word(TRIAL_SCHEMA),
  entrant: text,
  architecture: text,
  topology: text,
  profile: text,
  purpose: word('main', 'auth', 'aa'),
  agents: count,
  trial: count,
  workloadDigest: text,
  controls,
  seed: number,
  threads: count,
  position: count,
  startedAt: text,
}

const failedTrial = fields<FailedTrial>({
  ...header,
  kind: word('failed'),
  code: text,
  reason: text,
})

const completedTrial = fields<CompletedTrial>({
  ...header,
  kind: word('completed'),
  digest: text,
  effectsDigest: text,
  proofDigest: text,
  organisation: fields<CompletedTrial['organisation']>({
    teams: count,
    departments: count,
    divisions: count,
  }),
  tasks: fields<TaskCounts>({
    offered: count,
    completed: count,
    failed: count,
    censored: count,
    right: count,
    wrong: count,
    synthesesRight: count,
    synthesesWrong: count,
  }),
  intrinsic: fields<Record<IntrinsicCounter, number>>(
    Object.fromEntries(INTRINSIC_COUNTERS.map((counter) => [counter, count])) as Record<
      IntrinsicCounter,
      Shape<number>
    >,
  ),
  startUp: optional(startUpShape),
  latency: fields<LatencyRecord>({
    count,
    meanMs: nullable(amount),
    p50Ms: nullable(amount),
    p90Ms: nullable(amount),
    p99Ms: nullable(amount),
    p999Ms: nullable(amount),
    maxMs: nullable(amount),
    censoredShare: share,
    histogram: text,
  }),
  synthesis: fields<CompletedTrial['synthesis']>({
    departments: count,
    divisions: count,
    briefs: count,
    stalenessP50Ms: nullable(amount),
    briefStalenessP50Ms: nullable(amount),
  }),
  approvals: optional(
    fields<ApprovalRecord>({
      reviewers: count,
      asked: count,
      approved: count,
      denied: count,
      falselyDenied: count,
      missed: count,
      timedOut: count,
      withdrawn: count,
      offeredLoad: amount,
      utilisation: amount,
      longestQueue: count,
      waitMeanMs: nullable(amount),
      waitP50Ms: nullable(amount),
      waitP99Ms: nullable(amount),
      waitCensoredShare: share,
    }),
  ),
  policyServer: optional(
    fields<PolicyServerRecord>({
      asked: count,
      denied: count,
      steered: count,
      unanswered: count,
      lost: count,
      served: count,
      perSecond: amount,
      offeredLoad: amount,
      utilisation: amount,
      longestQueue: count,
      waitMeanMs: nullable(amount),
      waitP50Ms: nullable(amount),
      waitP99Ms: nullable(amount),
      waitCensoredShare: share,
    }),
  ),
  policyCache: optional(fields<PolicyCacheRecord>({ hits: count, misses: count, bypasses: count })),
  cost: fields<CostRecord>({
    cpuS: amount,
    wallS: amount,
    passes: count,
    repeated: optional(truth),
    tasksPerCpuS: amount,
    tasksPerS: amount,
    cpuUsPerTask: amount,
    cpuUsPerEnvelope: nullable(amount),
    coresToKeepUp: amount,
    setupCpuS: amount,
    setupWallS: amount,
    peakRssMiB: amount,
    idleBytesPerAgent: number,
    gcMs: amount,
    utilisation: amount,
    frames: optional(fields<NonNullable<CostRecord['frames']>>({ frames: count, bytes: count })),
  }),
  virtual: fields<CompletedTrial['virtual']>({
    seconds: amount,
    events: count,
    windows: count,
    crossShardMessages: count,
  }),
  containment: optional(
    fields<ContainmentRecord>({
      scenario: text,
      place: text,
      rogue: count,
      postAccepted: truth,
      detectMin: nullable(number),
      decideMin: nullable(number),
      commandMin: nullable(number),
      containMin: nullable(number),
      horizonMin: number,
      audience: count,
      peopleExposed: count,
      exposureMinutes: amount,
      blastRadiusAgents: count,
      blastRadiusDepartments: count,
      readOut: optional(
        fields<NonNullable<ContainmentRecord['readOut']>>({ artefacts: count, works: count }),
      ),
      taintedResults: count,
      taintedSyntheses: count,
      reachedApex: truth,
      stage: number,
      alerts: count,
      falseAlerts: count,
      falseQuarantines: count,
      collateral: fields<ContainmentRecord['collateral']>({
        failedTasks: count,
        failedShare: share,
        purgedMessages: count,
        agentMinutesOffline: amount,
        heldMessages: optional(count),
      }),
      timeline: list(pair(number, number)),
    }),
  ),
  flood: optional(
    fields<FloodRecord>({
      sent: count,
      accepted: count,
      refused: count,
      casesDone: count,
      cpuS: amount,
    }),
  ),
  validity: validityShape,
})
