import type { ApprovalStage } from './approval-stage.ts'

/** H0: nothing waits for a person; every message goes on. */
export class NoApproval implements ApprovalStage {
  readonly level = 'H0'

  passes(): boolean {
    return true
  }

  needsPerson(): boolean {
    return false
  }
}
