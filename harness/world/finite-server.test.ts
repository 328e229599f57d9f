import { expect, it } from 'vitest'
import { Timeline } from '../kernel/timeline.ts'
import { FiniteServer } from './finite-server.ts'

function serve(places: number, jobs: number): { server: FiniteServer; endedAt: number[] } {
  const timeline = new Timeline(0, 1, () => {})
  const server = new FiniteServer(timeline, places)
  const endedAt: number[] = []
  for (let job = 0; job < jobs; job++) server.add(10, () => endedAt.push(timeline.now))
  timeline.runUntil(Infinity)
  return { server, endedAt }
}

it('serves as many at once as it has places, the others in order', () => {
  const { server, endedAt } = serve(2, 5)
  expect(endedAt).toEqual([10, 10, 20, 20, 30])
  expect(server).toMatchObject({ served: 5, busyUs: 50, longestQueue: 3 })
})

it('loses nobody in a long line', () => {
  const { server, endedAt } = serve(1, 5000)
  expect(endedAt).toEqual(Array.from({ length: 5000 }, (_, job) => (job + 1) * 10))
  expect(server.longestQueue).toBe(4999)
})
