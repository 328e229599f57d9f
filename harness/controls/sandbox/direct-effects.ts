import type { Stage } from '../stage.ts'

/**
 * S0: effects are carried out in the caller's own realm. Whoever holds a guard can use it in the
 * name of any agent of its cell; only isolation, which this level does not give, would prevent that.
 */
export class DirectEffects implements Stage {
  readonly level = 'S0'

  passes(): boolean {
    return true
  }
}
