import { expect, test } from 'vitest'
import { loadWorkload } from '../../../workloads/load.ts'
import { HOUR } from '../../kernel/units.ts'
import { checkLifetime } from './check-lifetime.ts'

const DAY = 24 * HOUR
const { workload } = loadWorkload('smoke')
const PLANNED = [
  { entrant: 'mesh@bare', controls: { auth: 'A0' } },
  { entrant: 'mesh@governed/A1', controls: { auth: 'A1' } },
  { entrant: 'mesh@governed', controls: { auth: 'A3' } },
  { entrant: 'mesh@governed', controls: { auth: 'A3' } },
] as const

const { incident: _, ...benign } = workload
const limits = { ...workload.limits, taskDeadlineUs: DAY }
const of = (days: number) => ({
  ...benign,
  limits,
  arrivals: { ...workload.arrivals, windowUs: days * DAY },
})

test('a run within the lifetime of certificates has no warning', () => {
  expect(checkLifetime(of(29), PLANNED)).toEqual([])
})

test('a longer run names the entrants that will be refused', () => {
  expect(checkLifetime(of(30), PLANNED)).toEqual([
    'trials last 31 days, and certificates 30: after that, messages of mesh@governed are refused, because certificates are not renewed',
  ])
  expect(checkLifetime(of(30), PLANNED.slice(0, 2))).toEqual([])
})

test('the time for which an incident is watched counts', () => {
  const incident = { ...(workload.incident as NonNullable<typeof workload.incident>) }
  const watched = { ...incident, delayUs: 0, horizonUs: 20 * DAY }
  expect(checkLifetime({ ...of(10), incident: watched }, PLANNED)).toHaveLength(1)
  expect(checkLifetime({ ...of(9), incident: watched }, PLANNED)).toEqual([])
})
