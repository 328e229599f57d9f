/**
 * A synthetic run for tests: invented numbers in the shape of a real run folder, so that statistics,
 * exports and charts can be tested without running anything. Nothing here was measured, and none of
 * it says anything about an architecture.
 */
import { deriveSeed, purpose, uniform } from '../../harness/kernel/random.ts'
import {
  type EnvironmentRecord,
  RUN_SCHEMA,
  type RunManifest,
  TRIAL_SCHEMA,
  type TrialHeader,
  type TrialRecord,
} from '../record.ts'
import { exampleAuthProbe } from './example-auth-probe.ts'
import { EXAMPLE_SEED, type ExampleCell } from './example-cell.ts'
import {
  controlsOf,
  EXAMPLE_ARCHITECTURES,
  EXAMPLE_GOVERNED,
  EXAMPLE_PROFILES,
  exampleEntrants,
} from './example-entrants.ts'
import { exampleTrial } from './example-trial.ts'

export interface ExampleRun {
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
}

const TRIALS = 3
const SIZES = [78, 780, 7_800, 78_000]
const AUTH_LEVELS = ['A0', 'A2', 'A3']
const AUTH_AGENTS = 780
const WORKLOAD_DIGEST = 'e8a1e8a1e8a1e8a1e8a1e8a1e8a1e8a1'

const TRIAL = purpose('example-trial')
const ORDER = purpose('example-order')

/**
 * The synthetic run: 4 architectures × 4 sizes × 2 profiles × 3 trials and an auth ladder of 3 levels
 * at 780 agents, in a shuffled order. One trial timed out; where nothing detects, and in one governed
 * trial besides, the incident is censored. The same value on every call.
 */
export function exampleRun(): ExampleRun {
  const plan: ExampleCell[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    EXAMPLE_ARCHITECTURES.forEach((traits, column) => {
      for (const profile of EXAMPLE_PROFILES) {
        const controls = controlsOf(profile, traits.architecture)
        for (const agents of SIZES) {
          plan.push({ traits, column, profile, controls, purpose: 'main', agents, trial })
        }
      }
      for (const auth of AUTH_LEVELS) {
        const controls = { ...EXAMPLE_GOVERNED, auth }
        const agents = AUTH_AGENTS
        plan.push({ traits, column, profile: 'governed', controls, purpose: 'auth', agents, trial })
      }
    })
  }
  const shuffled = plan
    .map((planned, i) => ({ planned, key: uniform(EXAMPLE_SEED, ORDER, i) }))
    .sort((a, b) => a.key - b.key)
  const trials = shuffled.map(({ planned }, position) => trialOf(planned, position))
  return { manifest: manifestOf(plan.length), trials }
}

function entrantOf({ traits, profile, purpose, controls }: ExampleCell): string {
  const name = `${traits.architecture}@${profile}`
  return purpose === 'auth' ? `${name}/${controls.auth}` : name
}

function trialOf(planned: ExampleCell, position: number): TrialRecord {
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
    seed: deriveSeed(EXAMPLE_SEED, TRIAL, trial),
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
  return exampleTrial(planned, header)
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
    seed: EXAMPLE_SEED,
    threads: 2,
    trials: TRIALS,
    sizes: SIZES,
    entrants: exampleEntrants(),
    planned,
    environment: ENVIRONMENT,
    harness: { version: '0.1.0', commit: '0000000', dirty: false },
    command: 'muster run synthetic --seed 20260318',
    authProbe: exampleAuthProbe(ENVIRONMENT),
    warnings: ['synthetic data for tests: nothing in this run was measured'],
  }
}

function startOf(position: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `2026-03-18T09:${two(Math.floor(position / 60))}:${two(position % 60)}.000Z`
}
