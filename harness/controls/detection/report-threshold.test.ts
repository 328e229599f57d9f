import { expect, test } from 'vitest'
import { draft, guardAt, pass, verdict, type TestGuard } from '../guard-fixture.ts'
import type { Alert } from './alert.ts'
import type { GuardOptions } from '../guard-options.ts'
import type { ControlLevels } from '../levels.ts'

const SUBJECT = 4

/** A guard whose detector alerts at three reports within 1,000 µs, and the alerts it raises. */
function watched(
  levels: Partial<ControlLevels>,
  options: Partial<GuardOptions> = {},
): { guard: TestGuard; alerts: Alert[] } {
  const guard = guardAt(levels, options)
  const alerts: Alert[] = []
  guard.onAlert((alert) => alerts.push(alert))
  return { guard, alerts }
}

function reportAt(guard: TestGuard, times: readonly number[], subject = SUBJECT): void {
  times.forEach((time, reader) => {
    guard.clock.now = time
    guard.reportAbout(reader, subject, 7)
  })
}

test('the report that reaches the threshold raises one alert', () => {
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D1' })
  reportAt(guard, [100, 200])
  expect(alerts).toEqual([])
  reportAt(guard, [1_100, 1_101, 1_102])
  expect(alerts).toEqual([{ subject: SUBJECT, at: 1_100, count: 3 }])
})

test('an agent has one alert, however many reports follow', () => {
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D1' })
  reportAt(guard, new Array<number>(30).fill(100))
  expect(alerts).toHaveLength(1)
})

test('a report whose record was not taken does not count', () => {
  const auditSink = { append: () => false, close: () => {} }
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D1' }, { auditSink })
  expect(verdict(guard.reportAbout(0, SUBJECT, 7))).toBe('audit')
  reportAt(guard, [100, 100, 100])
  expect(alerts).toEqual([])
})

test('reports that are too far apart raise none', () => {
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D1' })
  reportAt(guard, [100, 200, 1_101, 2_000])
  expect(alerts).toEqual([])
  reportAt(guard, [2_050])
  expect(alerts).toEqual([{ subject: SUBJECT, at: 2_050, count: 3 }])
})

test('subjects are counted apart', () => {
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D1' })
  for (const subject of [3, 4, 5]) reportAt(guard, [100, 100], subject)
  expect(alerts).toEqual([])
  reportAt(guard, [100], 5)
  expect(alerts.map((alert) => alert.subject)).toEqual([5])
})

test('agents reporting upward are not reports about an agent', () => {
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D1' })
  for (let i = 0; i < 9; i++) pass(guard, draft({ action: 'report', resource: 'upward' }))
  for (let i = 0; i < 9; i++) pass(guard, draft({ action: 'report', resource: 'board' }))
  expect(alerts).toEqual([])
})

test('reports that were refused do not count', () => {
  const { guard, alerts } = watched(
    { audit: 'L2', detection: 'D1', policy: 'P1' },
    { roleTable: [] },
  )
  expect(verdict(guard.reportAbout(0, SUBJECT, 7))).toBe('policy')
  reportAt(guard, [100, 100, 100])
  expect(alerts).toEqual([])
})

test('without an audit trail the detector is blind', () => {
  const { guard, alerts } = watched({ audit: 'L0', detection: 'D1' })
  reportAt(guard, new Array<number>(1_000).fill(100))
  expect(alerts).toEqual([])
})

test('a lossy trail delays the alert, and one that loses all prevents it', () => {
  const times = Array.from({ length: 40 }, (_, i) => 10 * i)
  const alertAt = (lossShare: number): number | undefined => {
    const { guard, alerts } = watched(
      { audit: 'L1', detection: 'D1' },
      { auditLossShare: lossShare },
    )
    reportAt(guard, times)
    return alerts[0]?.at
  }
  expect(alertAt(0)).toBe(20)
  expect(alertAt(0.7)).toBeGreaterThan(20)
  expect(alertAt(1)).toBeUndefined()
})

test('D0 raises nothing', () => {
  const { guard, alerts } = watched({ audit: 'L2', detection: 'D0' })
  reportAt(guard, [100, 100, 100, 100])
  expect(alerts).toEqual([])
})
