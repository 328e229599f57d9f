/** How far a run's entrants differ from themselves: the A/A pairs of each size. */
import type { CompletedTrial, RunManifest, TrialRecord } from '../record.ts'
import { floorFactor, type NoiseFloor, noiseFloorOf } from '../stats/noise-floor.ts'
import { EQUIVALENCE_MARGIN, type Judging } from '../stats/ratio.ts'
import type { StoppingRule } from '../stats/stopping-rule.ts'

type Figure = (trial: CompletedTrial) => number | null

/** What all ratios of a run are judged by. */
export interface RunJudging {
  readonly margin: number
  readonly rule?: StoppingRule
  /** The judging of a figure at a size. */
  of(agents: number, figure: Figure): Judging
}

/** Judging by the A/A pairs among the trials, and by the stopping rule of the run if it had one. */
export function judgingOf(
  trials: readonly TrialRecord[],
  manifest?: Pick<RunManifest, 'stopping'>,
): RunJudging {
  const { precision: margin, maxTrials } = manifest?.stopping ?? {
    precision: EQUIVALENCE_MARGIN,
    maxTrials: undefined,
  }
  const rule = maxTrials === undefined ? undefined : { maxTrials, precision: margin }
  const twins = twinsOf(trials)
  return {
    margin,
    ...(rule === undefined ? {} : { rule }),
    of: (agents, figure) => {
      const floor = noiseFloorOf(logRatios(twins.get(agents) ?? [], figure))
      return {
        margin,
        ...(rule === undefined ? {} : { rule }),
        ...(floor === undefined ? {} : { floor }),
      }
    },
  }
}

/** The noise floor of a size, as it is published. */
export interface NoiseRow {
  readonly agents: number
  readonly pairs: number
  /** Share by which a system seems to differ from itself over `comparedPairs` pairs, at 95 %. */
  readonly cpuFloor: number
  readonly comparedPairs: number
  /** Each pair's ratio of CPU time, the second run to the first one of the plan. */
  readonly ratios: readonly number[]
}

/** Noise floors of tasks per CPU-second, by size; empty without A/A pairs. */
export function noiseRows(trials: readonly TrialRecord[]): NoiseRow[] {
  return [...twinsOf(trials)]
    .sort(([a], [b]) => a - b)
    .flatMap(([agents, twins]) => {
      const logs = logRatios(twins, (trial) => trial.cost.tasksPerCpuS)
      const floor: NoiseFloor | undefined = noiseFloorOf(logs)
      if (floor === undefined) return []
      const comparedPairs = logs.length
      return [
        {
          agents,
          pairs: logs.length,
          cpuFloor: floorFactor(floor, comparedPairs) - 1,
          comparedPairs,
          ratios: logs.map(Math.exp),
        },
      ]
    })
}

type Twins = readonly (readonly [again: CompletedTrial, main: CompletedTrial])[]

function twinsOf(trials: readonly TrialRecord[]): Map<number, Twins> {
  const twinsBySize = new Map<number, Twins>()
  const inOrder = [...trials].sort((a, b) => a.trial - b.trial)
  for (const again of inOrder) {
    if (again.purpose !== 'aa' || again.kind !== 'completed') continue
    const main = trials.find(
      (other) =>
        other.purpose === 'main' &&
        other.entrant === again.entrant &&
        other.agents === again.agents &&
        other.trial === again.trial,
    )
    if (main?.kind !== 'completed') continue
    twinsBySize.set(again.agents, [...(twinsBySize.get(again.agents) ?? []), [again, main]])
  }
  return twinsBySize
}

function logRatios(twins: Twins, figure: Figure): number[] {
  return twins.flatMap(([again, main]) => {
    const [a, b] = [figure(again), figure(main)]
    return a !== null && b !== null && a > 0 && b > 0 ? [Math.log(a / b)] : []
  })
}
