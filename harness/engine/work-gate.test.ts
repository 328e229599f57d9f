import { expect, test } from 'vitest'
import type { Deployment, Outcome, PeerReply, PeerRequest, Work } from '../../adapters/contract.ts'
import { Timeline } from '../kernel/timeline.ts'
import { WorkGate } from './work-gate.ts'

/** A deployment that finishes nothing before it is told to. */
function setting() {
  const started: Array<(outcome: Outcome) => void> = []
  const served: Array<(reply: PeerReply) => void> = []
  const deployment: Pick<Deployment, 'start' | 'serve'> = {
    start: (_work, done) => started.push(done),
    serve: (_request, reply) => served.push(reply),
  }
  const timeline = new Timeline(0, 1, () => {})
  const gate = new WorkGate(deployment as Deployment, timeline)
  const log: string[] = []
  const start = (): void => gate.start({} as Work, ({ kind }) => log.push(`work ${kind}`))
  const serve = (): void => gate.serve({} as PeerRequest, ({ kind }) => log.push(`reply ${kind}`))
  return { gate, timeline, started, served, log, start, serve }
}

const DONE = { kind: 'completed' } as unknown as Outcome
const ANSWER = { kind: 'answered' } as unknown as PeerReply

test('while it is open work and requests come to their end', () => {
  const { started, served, log, start, serve } = setting()
  start()
  serve()
  started[0]?.(DONE)
  served[0]?.(ANSWER)
  expect(log).toEqual(['work completed', 'reply answered'])
})

test('what runs when it is shut ends at once, and what comes back later is ignored', () => {
  const { gate, started, served, log, start, serve } = setting()
  start()
  start()
  serve()
  started[0]?.(DONE)
  expect(gate.shut()).toBe(2)
  expect(log).toEqual(['work completed', 'work failed', 'reply refused'])
  for (const done of started) done(DONE)
  for (const reply of served) reply(ANSWER)
  expect(log).toHaveLength(3)
  expect(gate.shut()).toBe(0)
})

test('nothing is started or served once it is shut', () => {
  const { gate, timeline, started, served, log, start, serve } = setting()
  gate.shut()
  start()
  serve()
  expect(log).toEqual(['reply refused'])
  timeline.runUntil(Infinity)
  expect(log).toEqual(['reply refused', 'work failed'])
  expect([...started, ...served]).toEqual([])
})
