import { expect, it } from 'vitest'
import { testSpec } from '../engine/testing/trial.ts'
import { MINUTE } from '../kernel/units.ts'
import { EventMeter } from './event-meter.ts'
import { runMetered } from './metered-pass.ts'

it('times each event once and tells each end of a task', async () => {
  const meters = [new EventMeter(), new EventMeter()] as const
  const ended: (number | undefined)[] = []
  const { pass } = await runMetered(testSpec(), (dueUs) => meters[dueUs < 10 * MINUTE ? 0 : 1], {
    speed: 1,
    skipIdle: true,
    ended: (_, latencyUs) => ended.push(latencyUs),
  })
  const { tally, events } = pass.shard
  expect(tally.offered).toBeGreaterThan(0)
  expect(meters[0].count).toBeGreaterThan(0)
  expect(meters[1].count).toBeGreaterThan(0)
  // Those that were cancelled are looked at as well, here and where work is charged.
  expect(meters[0].count + meters[1].count).toBeGreaterThanOrEqual(events)
  expect(ended).toHaveLength(tally.completed + tally.failed)
  expect(ended.filter((us) => us !== undefined)).toHaveLength(tally.completed)
})

it('times the moments that a latency depends on', async () => {
  const meter = new EventMeter()
  await runMetered(testSpec(), () => meter, { speed: 1, skipIdle: true })
  const nths = Array.from({ length: meter.count }, (_, nth) => nth)
  const read = nths.filter((nth) => meter.readRowOf(nth)[0] !== 0)
  expect(read.length).toBeGreaterThan(0)
  expect(read.length).toBeLessThan(nths.length)
  for (const nth of read) expect(meter.readUs(nth)).toBeGreaterThanOrEqual(0)
})
