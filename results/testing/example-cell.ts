/** A cell of the synthetic run: which entrant, at which size, in which trial. */
import type { ControlLevelsRecord } from '../control-levels.ts'
import type { ExampleTraits } from './example-entrants.ts'

/** Seed of everything that is invented. */
export const EXAMPLE_SEED = 20_260_318

export interface ExampleCell {
  readonly traits: ExampleTraits
  /** Of the architecture among all. */
  readonly column: number
  readonly profile: string
  readonly controls: ControlLevelsRecord
  readonly purpose: 'main' | 'auth'
  readonly agents: number
  readonly trial: number
}
