import type { Stage } from '../stage.ts'

/** H0: nothing waits for a person; every message goes on. */
export class NoApproval implements Stage {
  readonly level = 'H0'

  passes(): boolean {
    return true
  }
}
