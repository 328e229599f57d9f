import type { AuditStage } from './audit-stage.ts'

/** L0: nothing is recorded, so whoever reads the trail sees nothing. */
export class NoAudit implements AuditStage {
  readonly level = 'L0'

  passes(): boolean {
    return true
  }

  refused(): void {}

  subscribe(): void {}

  close(): string {
    return ''
  }
}
