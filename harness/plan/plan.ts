/**
 * Which trials a run consists of, and in what order: randomised complete blocks. A block holds every
 * entrant of one size and trial number, shuffled, so that drift of the machine hits all alike and
 * paired differences are taken between neighbours in time.
 */
import type { TrialKey } from '../../results/record.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { levelsOf } from '../controls/profile.ts'
import { deriveSeed, purpose, shuffle } from '../kernel/random.ts'
import type { AuthLadderSpec, MeasureSpec } from '../../workloads/workload.ts'
import type { Entrant } from './entrants.ts'

const TRIAL = purpose('plan.trial')
const BLOCK = purpose('plan.block')
const ORDER = purpose('plan.order')
const AGAIN = purpose('plan.again')

export interface PlannedTrial extends TrialKey {
  readonly controls: ControlLevels
  readonly seed: number
}

/**
 * All trials of a run in the order in which they run. The auth ladder is in the block of its own size,
 * which need not be one of the sizes that are compared.
 */
export function planTrials(
  entrants: readonly Entrant[],
  sizes: readonly number[],
  measure: MeasureSpec,
  seed: number,
): PlannedTrial[] {
  const planned: PlannedTrial[] = []
  const blocks = new Set(measure.auth === undefined ? sizes : [...sizes, measure.auth.agents])
  for (let trial = 0; trial < measure.trials; trial++) {
    for (const agents of shuffle([...blocks], seed, BLOCK, trial)) {
      const block = sizes.includes(agents)
        ? entrants.map((entrant) => mainTrial(entrant, agents, trial, seed))
        : []
      const again = measure.aa === true ? twinOf(block, agents, trial, seed) : undefined
      if (measure.auth?.agents === agents) {
        block.push(...authTrials(entrants, block, measure.auth, trial, seed))
      }
      if (again !== undefined) block.push(again)
      planned.push(...shuffle(block, deriveSeed(seed, ORDER, trial, agents), ORDER))
    }
  }
  return planned
}

/** One main trial of the block once more; each entrant has its turn, from a drawn one on. */
function twinOf(
  main: readonly PlannedTrial[],
  agents: number,
  trial: number,
  seed: number,
): PlannedTrial | undefined {
  const twin = main[(deriveSeed(seed, AGAIN, agents) + trial) % main.length]
  return twin && { ...twin, purpose: 'aa' }
}

function mainTrial(entrant: Entrant, agents: number, trial: number, seed: number): PlannedTrial {
  return {
    entrant: entrant.entrant,
    architecture: entrant.architecture,
    topology: entrant.topology,
    profile: entrant.profile,
    purpose: 'main',
    controls: entrant.controls,
    agents,
    trial,
    seed: trialSeed(seed, trial),
  }
}

/**
 * The auth ladder: each architecture and topology with the level switched and all else equal. A level
 * that a main trial of the block has already is not run twice; that trial is the ladder's member too.
 */
function authTrials(
  entrants: readonly Entrant[],
  main: readonly PlannedTrial[],
  auth: AuthLadderSpec,
  trial: number,
  seed: number,
): PlannedTrial[] {
  const systems = new Map(
    entrants.map((entrant) => [`${entrant.architecture}:${entrant.topology}`, entrant]),
  )
  return [...systems.values()].flatMap((entrant) =>
    auth.levels
      .map((level) => ({
        ...mainTrial(entrant, auth.agents, trial, seed),
        entrant: `${entrant.entrant.split('@')[0]}@${auth.profile}/${level}`,
        profile: auth.profile,
        purpose: 'auth' as const,
        controls: { ...levelsOf(auth.profile, entrant.architecture), auth: level },
      }))
      .filter((member) => !main.some((other) => isSameSystem(other, member))),
  )
}

/** Of two trials of one block: the same architecture under the same controls. */
function isSameSystem(a: PlannedTrial, b: PlannedTrial): boolean {
  return (
    a.architecture === b.architecture &&
    a.topology === b.topology &&
    a.profile === b.profile &&
    a.controls.auth === b.controls.auth
  )
}

/** Seed of a trial: the same for all entrants and sizes, so that they meet the same luck. */
export function trialSeed(seed: number, trial: number): number {
  return deriveSeed(seed, TRIAL, trial)
}
