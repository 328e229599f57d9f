import type { Stage } from '../stage.ts'

/** P0: everything is allowed. */
export class AllowAll implements Stage {
  readonly level = 'P0'

  passes(): boolean {
    return true
  }
}
