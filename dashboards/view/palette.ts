/** Which colour and shape belongs to which architecture: the same in every chart of every run. */
import type { EntrantRecord } from '../../results/record.ts'
import type { Series, Shape } from '../chart/theme.ts'
import { seriesName } from './series-name.ts'

/** Colours that the style sheet defines as `--series-1` and so on. */
export const SLOTS = 8

const FIXED: Readonly<Record<string, number>> = {
  mesh: 1,
  langchain: 2,
  crewai: 3,
  autogen: 4,
  centralized: 5,
  workflow: 6,
}

const SHAPES: readonly Shape[] = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
]

const DASHES: ReadonlyArray<readonly number[]> = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
]

/**
 * The series of a run, in the order in which its manifest lists them. Architectures of third
 * parties share the remaining places by the order of their names; topologies of one architecture
 * share its colour and differ by their dashes.
 */
export function paletteOf(
  entrants: readonly Pick<EntrantRecord, 'entrant' | 'architecture'>[],
): Series[] {
  const strangers = [...new Set(entrants.map((entrant) => entrant.architecture))]
    .filter((name) => !Object.hasOwn(FIXED, name))
    .sort()
  const variants = new Map<string, number>()
  const found = new Map<string, Series>()
  for (const entrant of entrants) {
    const name = seriesName(entrant.entrant)
    if (found.has(name)) continue
    const { architecture } = entrant
    const variant = variants.get(architecture) ?? 0
    variants.set(architecture, variant + 1)
    const slot = Object.hasOwn(FIXED, architecture)
      ? (FIXED[architecture] ?? 1)
      : 7 + (strangers.indexOf(architecture) % 2)
    found.set(name, {
      name,
      slot,
      shape: SHAPES[(slot - 1 + variant) % SHAPES.length] ?? 'circle',
      dash: DASHES[variant % DASHES.length] ?? [1, 0],
    })
  }
  return [...found.values()]
}
