/**
 * Splits a work into the crews and peer requests of its flow. A crew cannot hold an agent of another
 * department, so a peer step parts the team's steps into those before it and those after it.
 */
import type { Step } from '../contract.ts'

/** One method of a work's flow. */
export type Stage =
  | { readonly kind: 'crew'; readonly steps: readonly Step[]; readonly after: readonly number[] }
  | { readonly kind: 'peer'; readonly steps: readonly [Step]; readonly after: readonly number[] }

/**
 * Team steps whose path from the start crosses the same number of peer steps are one crew; each peer
 * step is a stage of its own. `after` holds the stages whose outputs a stage needs.
 */
export function planStages(steps: readonly Step[]): readonly Stage[] {
  const levels = new Map<number, number>()
  for (const step of steps) levels.set(step.index, levelOf(step, steps, levels))
  const groups: Step[][] = []
  const crews = new Map<number, Step[]>()
  const ordered = [...steps].sort((a, b) => levelAt(levels, a.index) - levelAt(levels, b.index))
  for (const step of ordered) {
    const level = levelAt(levels, step.index)
    const crew = step.at === 'team' ? crews.get(level) : undefined
    if (crew !== undefined) {
      crew.push(step)
      continue
    }
    const group = [step]
    groups.push(group)
    if (step.at === 'team') crews.set(level, group)
  }
  const stageOf = new Map<number, number>()
  groups.forEach((group, stage) => {
    for (const step of group) stageOf.set(step.index, stage)
  })
  return groups.map((group, stage) => {
    const needed = new Set<number>()
    for (const step of group) for (const need of step.needs) needed.add(stageOf.get(need) as number)
    needed.delete(stage)
    const after = [...needed]
    const first = group[0] as Step
    return first.at === 'peer'
      ? { kind: 'peer', steps: [first], after }
      : { kind: 'crew', steps: group, after }
  })
}

/** Even for team steps, odd for peer steps; grows by one wherever work crosses a department's border. */
function levelOf(step: Step, steps: readonly Step[], levels: ReadonlyMap<number, number>): number {
  const peers = step.at === 'peer'
  let level = peers ? 1 : 0
  for (const need of step.needs) {
    const before = levelAt(levels, need)
    const beforePeer = steps.some((other) => other.index === need && other.at === 'peer')
    const crossings = peers ? (beforePeer ? 2 : 1) : beforePeer ? 1 : 0
    level = Math.max(level, before + crossings)
  }
  return level
}

function levelAt(levels: ReadonlyMap<number, number>, index: number): number {
  return levels.get(index) ?? 0
}
