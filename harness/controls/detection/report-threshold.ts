/**
 * D1: raises an alert when enough reports about one agent were recorded within a window. It sees
 * audit records only, so what the trail loses it does not see, and without a trail it is blind.
 */
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import { parseRecord } from '../audit/record.ts'
import type { Alert } from './alert.ts'
import type { Detector } from './detector.ts'

export class ReportThreshold implements Detector {
  readonly level = 'D1'
  private readonly reports: number
  private readonly windowUs: VirtualUs
  /** Times of the newest reports about each subject; at most `reports` of them. */
  private readonly timesBySubject = new Map<AgentId, VirtualUs[]>()
  private readonly raised = new Set<AgentId>()
  private readonly handlers: Array<(alert: Alert) => void> = []

  constructor(reports: number, windowUs: VirtualUs) {
    this.reports = reports
    this.windowUs = windowUs
  }

  observe(line: string): void {
    // Nearly all records are about something else.
    if (!line.includes(',report,board,')) return
    const record = parseRecord(line)
    if (record === undefined || record.decision !== 'allow' || !(record.subject >= 0)) return
    const { subject, at } = record
    if (this.raised.has(subject)) return
    const times = this.timesBySubject.get(subject) ?? []
    times.push(at)
    if (times.length > this.reports) times.shift()
    this.timesBySubject.set(subject, times)
    const oldest = times[0] as VirtualUs
    if (times.length < this.reports || at - oldest > this.windowUs) return
    this.raised.add(subject)
    this.timesBySubject.delete(subject)
    for (const handler of this.handlers) handler({ subject, at, count: times.length })
  }

  onAlert(handler: (alert: Alert) => void): void {
    this.handlers.push(handler)
  }
}
