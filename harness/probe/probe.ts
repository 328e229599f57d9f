/**
 * What authentication and the other controls cost on this machine: primitives, the stages made of
 * them, and what follows for the choice between sessions and signatures.
 */
import type { EnvironmentRecord } from '../../results/record.ts'
import {
  mapQuartiles,
  type Quartiles,
  shareOfCore,
  shareOfModelCall,
} from '../../results/stats/shares.ts'
import { AUTH_LEVELS, BARE, GOVERNED, MESH_AS_SHIPPED } from '../controls/levels.ts'
import { cacheTally } from '../controls/policy/decision-cache.ts'
import { hostTimestamp } from '../kernel/host-clock.ts'
import { memoryLimitBytes } from '../plan/capacity.ts'
import { latencyProfile } from '../world/model-profiles.ts'
import { authCases, breakEvensOf, type ProbeBreakEven, warm } from './auth-cases.ts'
import { difference, quartilesUs } from './break-even.ts'
import { DECISIONS_PER_DAY, modelCallMs, OUTPUT_TOKENS } from './denominators.ts'
import { capabilityCases } from './capability-cases.ts'
import { captureEnvironment, harnessVersion } from './environment.ts'
import { batchCase, FRAME_MESSAGES, frameCase } from './frame-cases.ts'
import { enrolmentCase, makesHandshakes, warmCase } from './guard-cases.ts'
import { libraryCases } from './library-cases.ts'
import { primitiveCases } from './primitive-cases.ts'
import { type SandboxCases, sandboxCases } from './sandbox-cases.ts'
import { type TimedCase, timeInTurns, type Timing, type TimingPlan } from './timed-case.ts'

export const PROBE_SCHEMA = 'muster/probe@1'
/** Fewest agents: whoever meets in a cell must be able to be a stranger to somebody. */
export const LEAST_AGENTS = 64
const MODEL_PROFILE = 'llama-2-70b-2023'

const FULL: TimingPlan = { rounds: 10, roundMs: 80 }
const QUICK: TimingPlan = { rounds: 2, roundMs: 25 }

export interface ProbeOptions {
  /** Distinct agents, each with keys and a peer of its own. At least `LEAST_AGENTS`. */
  readonly agents: number
  /** A few seconds, with wider quartiles. */
  readonly quick: boolean
  /** Messages that a decision takes, for the share of a core. */
  readonly messagesPerDecision: number
  readonly progress: (text: string) => void
}

/** `cold`: something is done for the first time, such as a handshake. */
export type ProbeState = 'warm' | 'cold'

export interface ProbeRow {
  readonly name: string
  readonly group: 'primitive' | 'stage'
  readonly state: ProbeState
  readonly medianNs: number
  readonly p25Ns: number
  readonly p75Ns: number
  /** On one core, from the median. */
  readonly opsPerSecond: number
  readonly samples: number
  /** A sample is the mean of so many. */
  readonly batch: number
  /** Median over that of a message on the bare path. */
  readonly timesBare: number
}

/** What a level of authentication adds to a message, in three lights. Shares are from 0 to 1. */
export interface ProbeLevel {
  readonly level: string
  readonly handshakes: boolean
  /** Median and quartiles of sealing and admitting a message, µs. */
  readonly messageUs: Quartiles
  /** The same less the bare path. */
  readonly addedUs: Quartiles
  readonly timesBare: number
  readonly shareOfModelCall: Quartiles
  readonly shareOfCore: ReadonlyArray<{
    readonly decisionsPerDay: number
    readonly share: Quartiles
  }>
}

export interface ProbeDocument {
  readonly schema: typeof PROBE_SCHEMA
  readonly at: string
  readonly harness: ReturnType<typeof harnessVersion>
  readonly machine: EnvironmentRecord
  readonly options: { readonly agents: number; readonly quick: boolean } & TimingPlan
  readonly rows: readonly ProbeRow[]
  readonly levels: readonly ProbeLevel[]
  readonly breakEven: readonly ProbeBreakEven[]
  readonly assumptions: {
    readonly modelProfile: string
    readonly modelCallMs: number
    readonly outputTokens: number
    readonly messagesPerDecision: number
    readonly decisionsPerDay: readonly number[]
  }
}

/** Levels that a faster library makes cheaper. */
const LIBRARY_LEVELS = ['A2', 'A3', 'A4'] as const

interface Planned {
  readonly group: ProbeRow['group']
  readonly state: ProbeState
  readonly timed: TimedCase
}

/** Measures everything; about a minute, or ten seconds if it is quick. */
export async function runProbe(options: ProbeOptions): Promise<ProbeDocument> {
  const { agents, quick, messagesPerDecision, progress } = options
  const machine = captureEnvironment(memoryLimitBytes())
  progress(`making keys and sessions of ${agents} agents`)
  const sessions = AUTH_LEVELS.filter((level) => makesHandshakes(level))
  const sandboxes = await sandboxCases()
  const planned = plan(agents, sandboxes)
  const timing = quick ? QUICK : FULL
  const timings = timeInTurns(
    planned.map(({ timed }) => timed),
    timing,
    progress,
  )
  sandboxes.close()
  const timingOf = new Map(planned.map(({ timed }, at) => [timed.name, timings[at] as Timing]))
  const costUs = (name: string): Quartiles => quartilesUs(timingOf.get(name) as Timing)
  const profile = latencyProfile(MODEL_PROFILE)
  const callMs = modelCallMs(profile, OUTPUT_TOKENS)
  return {
    schema: PROBE_SCHEMA,
    at: hostTimestamp(),
    harness: harnessVersion(),
    machine,
    options: { agents, quick, ...timing },
    rows: rowsOf(planned, timings, timingOf.get(warm('A0')) as Timing),
    levels: AUTH_LEVELS.map((level) => {
      const cost = { bare: costUs(warm('A0')), message: costUs(warm(level)) }
      return levelOf(level, sessions.includes(level), cost, callMs, messagesPerDecision)
    }),
    breakEven: sessions.flatMap((level) => breakEvensOf(level, costUs)),
    assumptions: {
      modelProfile: profile.name,
      modelCallMs: callMs,
      outputTokens: OUTPUT_TOKENS,
      messagesPerDecision,
      decisionsPerDay: DECISIONS_PER_DAY,
    },
  }
}

function plan(agents: number, sandboxes: SandboxCases): Planned[] {
  const stage = (state: ProbeState, timed: TimedCase): Planned => ({
    group: 'stage',
    state,
    timed,
  })
  const library = libraryCases(agents)
  const byLibrary = library.length === 0 ? [] : LIBRARY_LEVELS
  const levels = [
    ...AUTH_LEVELS.flatMap((auth) => authCases(auth, agents)),
    ...byLibrary.flatMap((auth) => authCases(auth, agents, 'X1')),
  ].map(({ state, timed }) => stage(state, timed))
  const others = [
    warmCase('message, policy P1', { ...BARE, policy: 'P1' }, agents),
    warmCase('message, policy P2', { ...BARE, policy: 'P2' }, agents, { cedar: {} }),
    warmCase('message, policy P2, remembered', { ...BARE, policy: 'P2' }, agents, {
      cedar: { cache: cacheTally() },
    }),
    warmCase('message, audit L1', { ...BARE, audit: 'L1' }, agents),
    warmCase('message, audit L2', { ...BARE, audit: 'L2' }, agents),
    warmCase('message, as shipped', MESH_AS_SHIPPED, agents),
    warmCase('message, governed', GOVERNED, agents),
  ]
  return [
    ...[...primitiveCases(agents), ...library, ...capabilityCases(agents)].map((timed): Planned => {
      return {
        group: 'primitive',
        state: timed.name.includes('generation') ? 'cold' : 'warm',
        timed,
      }
    }),
    stage('cold', enrolmentCase('enrolment of an agent')),
    stage('warm', batchCase(`batch of ${FRAME_MESSAGES} messages between shards, F0`)),
    stage('warm', frameCase(`frame of ${FRAME_MESSAGES} messages between shards, F1`)),
    ...levels,
    ...others.map((timed) => stage('warm', timed)),
    ...sandboxes.warm.map((timed) => stage('warm', timed)),
    ...sandboxes.cold.map((timed) => stage('cold', timed)),
  ]
}

function rowsOf(planned: readonly Planned[], timings: readonly Timing[], bare: Timing): ProbeRow[] {
  return planned.map(({ group, state, timed }, at) => {
    const { medianNs, p25Ns, p75Ns, samples } = timings[at] as Timing
    return {
      name: timed.name,
      group,
      state,
      medianNs,
      p25Ns,
      p75Ns,
      opsPerSecond: 1e9 / medianNs,
      samples,
      batch: timed.batch,
      timesBare: medianNs / bare.medianNs,
    }
  })
}

function levelOf(
  level: string,
  handshakes: boolean,
  { bare, message }: { readonly bare: Quartiles; readonly message: Quartiles },
  callMs: number,
  messagesPerDecision: number,
): ProbeLevel {
  const nothing = { p25: 0, median: 0, p75: 0 }
  const addedUs = level === 'A0' ? nothing : difference(message, bare)
  return {
    level,
    handshakes,
    messageUs: message,
    addedUs,
    timesBare: message.median / bare.median,
    shareOfModelCall: mapQuartiles(addedUs, (us) => shareOfModelCall(us, bare.median, callMs)),
    shareOfCore: DECISIONS_PER_DAY.map((decisionsPerDay) => ({
      decisionsPerDay,
      share: mapQuartiles(addedUs, (us) => shareOfCore(us, decisionsPerDay, messagesPerDecision)),
    })),
  }
}
