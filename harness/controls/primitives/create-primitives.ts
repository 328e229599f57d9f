/** The cryptographic library of a level. */
import type { ControlLevels } from '../levels.ts'
import { NODE_PRIMITIVES } from './node-primitives.ts'
import type { Primitives } from './primitives.ts'
import { sodiumPrimitives } from './sodium-primitives.ts'

/** Throws DOES_NOT_FIT if the level's library has no build for this machine. */
export function primitivesOf(level: ControlLevels['cryptography']): Primitives {
  return level === 'X1' ? sodiumPrimitives() : NODE_PRIMITIVES
}
