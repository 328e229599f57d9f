import type { Alert } from './alert.ts'

/** Watches the records that the audit trail of its cell has kept, and nothing else. */
export interface Detector {
  readonly level: string
  /** Takes one kept record, with the text of the message if that was allowed. */
  observe(line: string, text: string | undefined): void
  onAlert(handler: (alert: Alert) => void): void
}

/** D0: nobody looks. */
export class NoDetection implements Detector {
  readonly level = 'D0'

  observe(): void {}

  onAlert(): void {}
}
