import type { Stage } from '../stage.ts'

/** R0: no limit on what an agent sends; every message goes on. */
export class NoLimit implements Stage {
  readonly level = 'R0'

  passes(): boolean {
    return true
  }
}
