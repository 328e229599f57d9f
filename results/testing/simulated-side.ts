/** Sides of a comparison whose truth is known, for simulations of `muster compare`. */
import { normal, purpose, uniform } from '../../harness/kernel/random.ts'
import type { ComparedRun } from '../compare/compare-runs.ts'
import type { CompletedTrial, RunManifest } from '../record.ts'
import { exampleRun } from './example-run.ts'

const LUCK = purpose('test-simulated-side')
const ENTRANT = 'mesh@governed'
const AGENTS = 780

export interface SimulatedSide {
  /** Equal experiments with equal sides have equal figures. */
  readonly experiment: number
  readonly side: 'A' | 'B'
  readonly trials: number
  /** Scale of the noise of host figures' logarithms; tails and spikes double it. */
  readonly noise: number
  /** What the side's tasks per CPU-second are multiplied by; 1 is the null. */
  readonly faster?: number
  /** Spread that both sides of a block meet alike; the sides take turns. */
  readonly sharedNoise?: number
  /** Sides with the same seeds are paired by them; 0 and 1,000 are other seeds. */
  readonly firstSeed?: number
  /** Another machine: figures of virtual time are paired, and no longer exact. */
  readonly cpuModel?: string
}

/**
 * One entrant at one size. Host figures have heavy tails (Student's t with 3 degrees of freedom) and
 * spikes. Figures of virtual time are what such figures are: counts, shares that are mostly 1, and
 * events that happen or do not.
 */
export function simulatedSide(choice: SimulatedSide): ComparedRun {
  const { manifest } = EXAMPLE
  const own = manifest.entrants.filter((one) => one.entrant === ENTRANT)
  const trials = Array.from({ length: choice.trials }, (_, trial) => trialOf(choice, trial))
  const simulated: RunManifest = {
    ...manifest,
    state: 'completed',
    entrants: own,
    sizes: [AGENTS],
    trials: trials.length,
    environment: {
      ...manifest.environment,
      cpuModel: choice.cpuModel ?? manifest.environment.cpuModel,
    },
  }
  return { from: choice.side, manifest: simulated, trials, warnings: [] }
}

const EXAMPLE = exampleRun()
const BASE = EXAMPLE.trials.find(
  (trial): trial is CompletedTrial =>
    trial.kind === 'completed' && trial.entrant === ENTRANT && trial.purpose === 'main',
) as CompletedTrial

function trialOf(choice: SimulatedSide, trial: number): CompletedTrial {
  const { experiment, noise, faster = 1, sharedNoise = 0, firstSeed = 0 } = choice
  const side = choice.side === 'A' ? 0 : 1
  const draw = (figure: number, k: number): number =>
    normal(side, LUCK, experiment, trial, figure, k)
  const chance = (figure: number): number => uniform(side, LUCK, experiment, trial, figure, 9)
  const shared = sharedNoise * normal(2, LUCK, experiment, trial)
  const host = (figure: number): number => {
    const chi = draw(figure, 1) ** 2 + draw(figure, 2) ** 2 + draw(figure, 3) ** 2
    const spike = chance(figure) < 0.05 ? 5 * noise : 0
    return Math.exp(shared + (noise * draw(figure, 0)) / Math.sqrt(chi / 3) + spike)
  }
  const whole = (figure: number, mean: number): number =>
    Math.max(0, Math.round(mean + Math.sqrt(mean) * draw(figure, 0)))
  const rate = (faster * 1_000) / host(0)
  const wrong = chance(20) < 0.3 ? 1 : 0
  return {
    ...BASE,
    entrant: ENTRANT,
    agents: AGENTS,
    trial,
    seed: firstSeed + trial,
    validity: { valid: true, conditions: [] },
    tasks: { ...BASE.tasks, offered: 10_000, completed: 10_000 - wrong, right: 10_000 - wrong },
    latency: {
      ...BASE.latency,
      censoredShare: 0,
      p50Ms: 800 * Math.exp(0.05 * draw(21, 0)),
      p99Ms: 3_000 * Math.exp(0.2 * draw(22, 0)),
    },
    intrinsic: { ...BASE.intrinsic, modelCalls: 40_000 + whole(23, 100) },
    cost: {
      ...BASE.cost,
      tasksPerCpuS: rate,
      cpuUsPerTask: 1e6 / rate,
      idleBytesPerAgent: 150 * host(1),
      setupCpuS: 0.3 * host(2),
      gcMs: 40 * host(3),
      peakRssMiB: 300 * host(4),
    },
    containment: {
      ...(BASE.containment as NonNullable<CompletedTrial['containment']>),
      postAccepted: true,
      containMin: chance(24) < 0.5 ? 60 : null,
      reachedApex: chance(25) < 0.5,
      peopleExposed: whole(26, 30),
      blastRadiusDepartments: chance(27) < 0.5 ? 1 : 2,
      falseAlerts: chance(28) < 0.3 ? 1 : 0,
    },
  }
}
