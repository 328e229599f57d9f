import { expect, test } from 'vitest'
import type { Alert } from './alert.ts'
import type { Detector } from './detector.ts'
import { JoinedDetectors } from './joined-detectors.ts'

/** Alerts about whatever agent a record names. */
function eager(level: string): Detector {
  const handlers: Array<(alert: Alert) => void> = []
  return {
    level,
    observe: (line) => {
      for (const handler of handlers) handler({ subject: Number(line), at: 1, count: 1 })
    },
    onAlert: (handler) => handlers.push(handler),
  }
}

test('an agent that several detectors find, or one finds twice, has one alert', () => {
  const joined = new JoinedDetectors('D3', [eager('D1'), eager('D2')])
  const subjects: number[] = []
  joined.onAlert(({ subject }) => subjects.push(subject))
  for (const line of ['4', '5', '4']) joined.observe(line, undefined)
  expect(subjects).toEqual([4, 5])
})
