/**
 * A synthetic run for tests: invented numbers in the shape of a real run folder, so that statistics,
 * exports and charts can be tested without running anything. Nothing here was measured, and none of
 * it says anything about an architecture.
 */
import { deriveSeed, normal, purpose, uniform } from '../../harness/kernel/random.ts'
import type { ControlLevelsRecord } from '../control-levels.ts'
import { Histogram } from '../histogram.ts'
import { latencyRecord } from '../latency.ts'
import {
  type CompletedTrial,
  type ContainmentRecord,
  type CostRecord,
  type EntrantRecord,
  type EnvironmentRecord,
  type IntrinsicCounter,
  RUN_SCHEMA,
  type RunManifest,
  TRIAL_SCHEMA,
  type TrialHeader,
  type TrialRecord,
} from '../record.ts'

import { exampleAuthProbe, exampleStartUp } from './example-auth-probe.ts'

export interface ExampleRun {
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
}

const SEED = 20_260_318
const TRIALS = 3
const SIZES = [78, 780, 7_800, 78_000]
const PROFILES = ['as-shipped', 'governed']
const AUTH_LEVELS = ['A0', 'A2', 'A3']
const AUTH_AGENTS = 780
const WORKLOAD_DIGEST = 'e8a1e8a1e8a1e8a1e8a1e8a1e8a1e8a1'
const HORIZON_MIN = 60
const WINDOW_S = 600

const LATENCY = purpose('example-latency')
const NOISE = purpose('example-noise')
const HOST = purpose('example-host')
const INCIDENT = purpose('example-incident')
const TRIAL = purpose('example-trial')
const ORDER = purpose('example-order')

/** Invented traits; the order in which architectures come out is arbitrary. */
interface Traits {
  readonly architecture: string
  readonly topology: string
  readonly cpuUsPerTask: number
  readonly medianLatencyS: number
  readonly modelCalls: number
  readonly envelopes: number
  readonly idleBytesPerAgent: number
}

const ARCHITECTURES: readonly Traits[] = [
  {
    architecture: 'langchain',
    topology: 'subagents',
    cpuUsPerTask: 9_000,
    medianLatencyS: 31,
    modelCalls: 11,
    envelopes: 8,
    idleBytesPerAgent: 2_900,
  },
  {
    architecture: 'crewai',
    topology: 'sequential',
    cpuUsPerTask: 210,
    medianLatencyS: 24,
    modelCalls: 7,
    envelopes: 5,
    idleBytesPerAgent: 510,
  },
  {
    architecture: 'autogen',
    topology: 'round-robin',
    cpuUsPerTask: 420,
    medianLatencyS: 28,
    modelCalls: 8,
    envelopes: 40,
    idleBytesPerAgent: 900,
  },
  {
    architecture: 'mesh',
    topology: 'direct',
    cpuUsPerTask: 95,
    medianLatencyS: 19,
    modelCalls: 6,
    envelopes: 9,
    idleBytesPerAgent: 340,
  },
]

const BARE: ControlLevelsRecord = {
  auth: 'A0',
  policy: 'P0',
  audit: 'L0',
  sandbox: 'S0',
  approvals: 'H0',
  detection: 'D0',
  containment: 'C0',
  limits: 'R0',
}

const GOVERNED: ControlLevelsRecord = {
  ...BARE,
  auth: 'A2',
  policy: 'P1',
  audit: 'L2',
  detection: 'D1',
  containment: 'C1',
}

/**
 * The synthetic run: 4 architectures × 4 sizes × 2 profiles × 3 trials and an auth ladder of 3 levels
 * at 780 agents, in a shuffled order. One trial timed out; where nothing detects, and in one governed
 * trial besides, the incident is censored. The same value on every call.
 */
export function exampleRun(): ExampleRun {
  const plan: Planned[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    ARCHITECTURES.forEach((traits, column) => {
      for (const profile of PROFILES) {
        const controls = controlsOf(profile, traits.architecture)
        for (const agents of SIZES) {
          plan.push({ traits, column, profile, controls, purpose: 'main', agents, trial })
        }
      }
      for (const auth of AUTH_LEVELS) {
        const controls = { ...GOVERNED, auth }
        const agents = AUTH_AGENTS
        plan.push({ traits, column, profile: 'governed', controls, purpose: 'auth', agents, trial })
      }
    })
  }
  const shuffled = plan
    .map((planned, i) => ({ planned, key: uniform(SEED, ORDER, i) }))
    .sort((a, b) => a.key - b.key)
  const trials = shuffled.map(({ planned }, position) => trialOf(planned, position))
  return { manifest: manifestOf(plan.length), trials }
}

interface Planned {
  readonly traits: Traits
  readonly column: number
  readonly profile: string
  readonly controls: ControlLevelsRecord
  readonly purpose: 'main' | 'auth'
  readonly agents: number
  readonly trial: number
}

function controlsOf(profile: string, architecture: string): ControlLevelsRecord {
  if (profile === 'governed') return GOVERNED
  return architecture === 'mesh' ? { ...GOVERNED, audit: 'L1' } : BARE
}

function entrantOf({ traits, profile, purpose, controls }: Planned): string {
  const name = `${traits.architecture}@${profile}`
  return purpose === 'auth' ? `${name}/${controls.auth}` : name
}

function trialOf(planned: Planned, position: number): TrialRecord {
  const { traits, agents, trial } = planned
  const header: TrialHeader = {
    schema: TRIAL_SCHEMA,
    entrant: entrantOf(planned),
    architecture: traits.architecture,
    topology: traits.topology,
    profile: planned.profile,
    purpose: planned.purpose,
    agents,
    trial,
    workloadDigest: WORKLOAD_DIGEST,
    controls: planned.controls,
    seed: deriveSeed(SEED, TRIAL, trial),
    threads: 2,
    position,
    startedAt: startOf(position),
  }
  if (header.entrant === 'autogen@governed' && agents === 78_000 && trial === 2) {
    return {
      ...header,
      kind: 'failed',
      code: 'TRIAL_TIMED_OUT',
      reason: 'the trial took longer than 120 s (synthetic)',
    }
  }
  return completedTrial(planned, header)
}

function completedTrial(planned: Planned, header: TrialHeader): CompletedTrial {
  const { traits, column, agents, trial, controls } = planned
  const teams = Math.max(1, Math.floor(agents / 6))
  const departments = Math.ceil(teams / 50)
  const divisions = Math.ceil(departments / 10)
  const offered = Math.max(200, Math.round(agents / 20))
  const censored = traits.architecture === 'autogen' ? Math.round(offered * 0.015) : 0
  const failed = agents === 78_000 && traits.architecture === 'crewai' ? 2 : 0
  const completed = offered - censored - failed
  const histogram = new Histogram()
  for (let task = 0; task < completed; task++) {
    // Keyed by trial and task only: the same task meets the same luck on every architecture.
    const luck = Math.exp(0.45 * normal(SEED, LATENCY, trial, task))
    histogram.record(Math.round(traits.medianLatencyS * 1e6 * luck))
  }
  histogram.recordCensored(censored + failed)
  const envelopes = traits.envelopes * completed
  const sealed = controls.auth === 'A0' ? 0 : envelopes
  const intrinsic: Record<IntrinsicCounter, number> = {
    modelCalls: traits.modelCalls * completed,
    synthesisCalls: Math.ceil(completed / 10),
    promptMessages: 4 * traits.modelCalls * completed,
    promptChars: 1_800 * traits.modelCalls * completed,
    toolCalls: 4 * completed,
    envelopes,
    deliveries: traits.architecture === 'autogen' ? 5 * envelopes : envelopes,
    serializations: 2 * completed,
    serializedChars: 900 * completed,
    stateWrites: 3 * completed,
    busEvents: 2 * completed,
    hops: 4 * completed,
    retries: 0,
    handshakes: controls.auth === 'A2' ? 3 * teams : 0,
    handshakeRoundTrips: controls.auth === 'A2' ? 3 * teams : 0,
    enrolments: sealed === 0 ? 0 : agents,
    sessionHits: controls.auth === 'A2' ? sealed : 0,
    sessionMisses: controls.auth === 'A2' ? 6 * teams : 0,
    sessionWaits: controls.auth === 'A2' ? 3 * teams : 0,
    sessionWaitUs: controls.auth === 'A2' ? 12_000 * teams : 0,
    sessionBytes: controls.auth === 'A2' ? 6 * teams * 88 : 0,
    proofBytes: 48 * sealed,
    seals: sealed,
    opens: sealed,
    capabilityChecks: 0,
    decisions: controls.policy === 'P1' ? envelopes : 0,
    denials: 0,
    auditRecords: controls.audit === 'L0' ? 0 : envelopes,
    auditDropped: 0,
    approvals: 0,
  }
  const digest = hex(column, agents, trial)
  return {
    ...header,
    kind: 'completed',
    digest,
    effectsDigest: hex(column + 100, agents, trial),
    proofDigest: hex(column + 200, agents, trial),
    organisation: { teams, departments, divisions },
    tasks: {
      offered,
      completed,
      failed,
      censored,
      right: completed,
      wrong: 0,
      synthesesRight: departments * 2,
      synthesesWrong: 0,
    },
    intrinsic,
    ...(sealed === 0
      ? {}
      : { startUp: exampleStartUp(intrinsic.handshakes, intrinsic.enrolments) }),
    latency: latencyRecord(histogram),
    synthesis: {
      departments: departments * 2,
      divisions: divisions * 2,
      briefs: 2,
      stalenessP50Ms: 150_000 + 1_000 * column,
      briefStalenessP50Ms: 290_000 + 1_000 * column,
    },
    cost: costOf(planned, completed, envelopes, sealed),
    virtual: {
      seconds: WINDOW_S,
      events: 40 * completed,
      windows: 6_000,
      crossShardMessages: departments > 1 ? completed : 0,
    },
    ...(planned.purpose === 'main' ? { containment: containmentOf(planned, departments) } : {}),
    validity: {
      valid: true,
      conditions: [
        {
          name: 'tasks-add-up',
          holds: true,
          detail: `${offered} offered = ${completed} completed + ${failed} failed + ${censored} censored`,
        },
      ],
    },
  }
}

function costOf(
  { traits, column, agents, trial, controls }: Planned,
  completed: number,
  envelopes: number,
  sealed: number,
): CostRecord {
  // A trial's host noise is shared by its entrants, which is what makes pairing worth while.
  const shared = 0.05 * normal(SEED, HOST, trial)
  const own = 0.015 * normal(SEED, NOISE, trial, column, agents, controls.auth.charCodeAt(1))
  const perSeal = controls.auth === 'A3' ? 110 : 4
  const perRecord = controls.policy === 'P1' ? 2.5 : 0
  const growth = 1 + 0.04 * Math.log10(agents / 78)
  const pure = traits.cpuUsPerTask * growth + (sealed * perSeal + envelopes * perRecord) / completed
  const cpuUsPerTask = pure * Math.exp(shared + own)
  const cpuUs = cpuUsPerTask * completed
  const passes = Math.max(1, Math.ceil(500_000 / cpuUs))
  const cpuS = (cpuUs * passes) / 1e6
  const wallS = cpuS / 1.7
  return {
    cpuS,
    wallS,
    passes,
    tasksPerCpuS: 1e6 / cpuUsPerTask,
    tasksPerS: (completed * passes) / wallS,
    cpuUsPerTask,
    cpuUsPerEnvelope: envelopes === 0 ? null : cpuUs / envelopes,
    coresToKeepUp: cpuUs / 1e6 / WINDOW_S,
    setupCpuS: agents * 4e-6,
    setupWallS: agents * 3e-6,
    peakRssMiB: 160 + (agents * traits.idleBytesPerAgent) / 1_048_576,
    idleBytesPerAgent: traits.idleBytesPerAgent,
    gcMs: cpuS * 40,
    utilisation: 0.85,
  }
}

function containmentOf(
  { column, agents, trial, controls, traits, profile }: Planned,
  departments: number,
): ContainmentRecord {
  const watched = controls.detection !== 'D0'
  const missed = traits.architecture === 'crewai' && profile === 'governed' && trial === 1
  const audience = Math.min(Math.round(agents * 0.4), 31_000)
  const pace = uniform(SEED, INCIDENT, trial, agents)
  const detectMin = watched && !missed ? 6 + 8 * pace : null
  const decideMin = detectMin === null ? null : detectMin + 3
  const commandMin = decideMin === null ? null : decideMin + 0.1
  const containMin = commandMin === null ? null : commandMin + 0.2 + 0.1 * column
  const until = containMin ?? HORIZON_MIN
  const exposedAt = (minute: number): number => Math.round(audience * (1 - Math.exp(-minute / 40)))
  const timeline: [number, number][] = []
  for (let minute = 0; minute < until; minute += 2) timeline.push([minute, exposedAt(minute)])
  const peopleExposed = exposedAt(until)
  timeline.push([until, peopleExposed])
  return {
    scenario: 'rogue-guidance',
    place: 'leaf',
    rogue: 5,
    postAccepted: true,
    detectMin,
    decideMin,
    commandMin,
    containMin,
    horizonMin: HORIZON_MIN,
    audience,
    peopleExposed,
    exposureMinutes: (peopleExposed * until) / 2,
    blastRadiusAgents: 3 + column + (watched ? 0 : 6),
    blastRadiusDepartments: Math.min(departments, watched ? 1 : 2),
    taintedResults: 4 + column,
    taintedSyntheses: watched ? 1 : 3,
    reachedApex: !watched,
    stage: watched ? 4 : 6,
    alerts: watched ? 2 : 0,
    falseAlerts: watched ? 1 : 0,
    falseQuarantines: 0,
    collateral: {
      failedTasks: containMin === null ? 0 : 1 + column,
      failedShare: containMin === null ? 0 : (1 + column) / 200,
      purgedMessages: containMin === null ? 0 : 2 * column,
      agentMinutesOffline: containMin === null ? 0 : HORIZON_MIN - containMin,
    },
    timeline,
  }
}

const ENVIRONMENT: EnvironmentRecord = {
  node: 'v20.20.2',
  platform: 'linux x64',
  cpuModel: 'synthetic',
  cpus: 2,
  memoryGiB: 24,
  loadBefore: 0.1,
  loadAfter: 1.2,
  nodeOptions: '',
}

function manifestOf(planned: number): RunManifest {
  return {
    schema: RUN_SCHEMA,
    name: 'example (synthetic data for tests)',
    state: 'completed',
    startedAt: '2026-03-18T09:00:00.000Z',
    endedAt: '2026-03-18T09:05:00.000Z',
    workload: {
      name: 'synthetic',
      digest: WORKLOAD_DIGEST,
      resolved: { name: 'synthetic', description: 'Invented numbers for tests.' },
    },
    seed: SEED,
    threads: 2,
    trials: TRIALS,
    sizes: SIZES,
    entrants: ARCHITECTURES.flatMap((traits) =>
      PROFILES.map((profile) => entrantRecord(traits, profile)),
    ),
    planned,
    environment: ENVIRONMENT,
    harness: { version: '0.1.0', commit: '0000000', dirty: false },
    command: 'muster run synthetic --seed 20260318',
    authProbe: exampleAuthProbe(ENVIRONMENT),
    warnings: ['synthetic data for tests: nothing in this run was measured'],
  }
}

function entrantRecord(traits: Traits, profile: string): EntrantRecord {
  return {
    entrant: `${traits.architecture}@${profile}`,
    architecture: traits.architecture,
    topology: traits.topology,
    profile,
    controls: controlsOf(profile, traits.architecture),
    facts: {
      title: `${traits.architecture} (synthetic)`,
      style: traits.architecture === 'langchain' ? 'real packages' : 'execution model',
      version: '0.0.0',
      changedDefaults: ['recursion limit 25 → 60 (synthetic)'],
      doesNotDo: ['persistence (synthetic)'],
      controlPoint: 'tool hook (synthetic)',
      ships: [
        {
          topic: 'tool authorisation',
          state: 'offered',
          what: 'a hook around every call, which may refuse it (synthetic)',
          source: 'package 0.0.0, a/long/path/to/the/file/that/says/so/hooks.py',
        },
        { topic: 'sandbox', state: 'not found', what: 'none (synthetic)', source: 'package 0.0.0' },
      ],
    },
  }
}

function hex(a: number, b: number, c: number): string {
  return [0, 1, 2, 3]
    .map((part) =>
      deriveSeed(SEED, part, a, b * 8 + c)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('')
}

function startOf(position: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `2026-03-18T09:${two(Math.floor(position / 60))}:${two(position % 60)}.000Z`
}
