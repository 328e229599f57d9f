/** Which entrants and sizes of two runs belong together. */
import type { CompletedTrial, RunManifest, TrialRecord } from '../record.ts'

export interface MatchedCell {
  readonly entrant: string
  readonly agents: number
  readonly a: readonly CompletedTrial[]
  readonly b: readonly CompletedTrial[]
  /** Trials that failed, are not valid or are missing, in words. */
  readonly doubt: string | undefined
}

interface Side {
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
}

export interface Matching {
  readonly matched: readonly MatchedCell[]
  /** What only one of the runs was to have. */
  readonly alone: readonly {
    readonly entrant: string
    readonly agents: number
    readonly side: 'A' | 'B'
  }[]
}

/** By name and size of the plans. Two runs of one entrant each are matched whatever their names. */
export function matchCells(a: Side, b: Side): Matching {
  const [namesA, namesB] = [namesOf(a), namesOf(b)]
  const [onlyA, onlyB] = [namesA[0], namesB[0]]
  const isPair = namesA.length === 1 && namesB.length === 1 && onlyA !== onlyB
  const names =
    isPair && onlyA !== undefined && onlyB !== undefined
      ? [{ entrant: `${onlyA} → ${onlyB}`, inA: onlyA, inB: onlyB }]
      : [...new Set([...namesA, ...namesB])].map((name) => ({
          entrant: name,
          inA: namesA.includes(name) ? name : undefined,
          inB: namesB.includes(name) ? name : undefined,
        }))
  const sizes = [...new Set([...a.manifest.sizes, ...b.manifest.sizes])].sort((x, y) => x - y)
  const matched: MatchedCell[] = []
  const alone: Matching['alone'][number][] = []
  for (const agents of sizes) {
    for (const { entrant, inA, inB } of names) {
      const hasA = inA !== undefined && a.manifest.sizes.includes(agents)
      const hasB = inB !== undefined && b.manifest.sizes.includes(agents)
      if (hasA && hasB) {
        const inBoth = [
          { side: a, trials: trialsOf(a, inA, agents) },
          { side: b, trials: trialsOf(b, inB, agents) },
        ] as const
        matched.push(cellOf(entrant, agents, ...inBoth))
      } else if (hasA || hasB) alone.push({ entrant, agents, side: hasA ? 'A' : 'B' })
    }
  }
  return { matched, alone }
}

function trialsOf({ trials }: Side, entrant: string, agents: number): readonly TrialRecord[] {
  return trials.filter(
    (trial) => trial.purpose === 'main' && trial.entrant === entrant && trial.agents === agents,
  )
}

interface Cell {
  readonly trials: readonly TrialRecord[]
  readonly side: Side
}

function cellOf(entrant: string, agents: number, a: Cell, b: Cell): MatchedCell {
  const doubts = [
    ['A', a],
    ['B', b],
  ] as const
  return {
    entrant,
    agents,
    a: completed(a),
    b: completed(b),
    doubt: doubts.flatMap(([name, cell]) => doubtOf(name, cell)).join('; ') || undefined,
  }
}

function completed({ trials }: Cell): CompletedTrial[] {
  return trials.filter((trial) => trial.kind === 'completed')
}

function doubtOf(name: string, { trials: own, side }: Cell): string[] {
  const failed = own.filter((trial) => trial.kind === 'failed').length
  const invalid = own.filter((trial) => trial.kind === 'completed' && !trial.validity.valid).length
  const missing = side.manifest.state === 'completed' ? 0 : side.manifest.trials - own.length
  return [
    ...(failed > 0 ? [`${failed} of ${own.length} trials of ${name} failed`] : []),
    ...(invalid > 0 ? [`${invalid} of ${own.length} trials of ${name} are not valid`] : []),
    ...(missing > 0 ? [`${missing} trials of ${name} were not run`] : []),
  ]
}

function namesOf({ manifest }: Side): string[] {
  return [...new Set(manifest.entrants.map((one) => one.entrant))]
}
