import type { AgentId } from '../../kernel/units.ts'
import type { Alert } from './alert.ts'
import type { Detector } from './detector.ts'

/** Several detectors that watch the same trail; the first to alert about a subject speaks for all. */
export class JoinedDetectors implements Detector {
  readonly level: string
  private readonly detectors: readonly Detector[]
  private readonly raised = new Set<AgentId>()

  constructor(level: string, detectors: readonly Detector[]) {
    this.level = level
    this.detectors = detectors
  }

  observe(line: string, text: string | undefined): void {
    for (const detector of this.detectors) detector.observe(line, text)
  }

  onAlert(handler: (alert: Alert) => void): void {
    for (const detector of this.detectors) {
      detector.onAlert((alert) => {
        if (this.raised.has(alert.subject)) return
        this.raised.add(alert.subject)
        handler(alert)
      })
    }
  }
}
