/**
 * The scripted stall: the same server, asked once by an open loop whose requests have an intended start
 * each, and once by a closed loop that sends the next request only after the last reply. The open loop
 * shows the stall in full; the closed loop omits it (Tene: coordinated omission).
 */
import { Histogram } from '../../results/histogram.ts'
import { alone, Shard } from '../kernel/shard.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { VirtualUs } from '../kernel/units.ts'
import type { Stall } from './theory/stall.ts'

/** One request in 10 ms for a minute, 1 ms of service, and 2 s in which nothing is served. */
export const STALL: Stall = {
  gapUs: 10_000,
  serviceUs: 1_000,
  stallUs: 2_000_000,
  stalledRequest: 2_000,
  requests: 6_000,
}

/** Serves one request at a time; nothing from the stall's begin to its end. */
class StallingServer {
  private readonly timeline: Timeline
  private readonly stall: Stall
  private readonly beginsAt: VirtualUs
  private freeAt: VirtualUs = 0

  constructor(timeline: Timeline, stall: Stall) {
    this.timeline = timeline
    this.stall = stall
    this.beginsAt = stall.stalledRequest * stall.gapUs
  }

  serve<T>(done: (arg: T) => void, arg: T): void {
    const { timeline, stall, beginsAt } = this
    let start = Math.max(timeline.now, this.freeAt)
    const endsAt = beginsAt + stall.stallUs
    if (start >= beginsAt && start < endsAt) start = endsAt
    this.freeAt = start + stall.serviceUs
    timeline.at(this.freeAt, done, arg)
  }
}

/** Latencies from the intended start. */
export async function runOpenLoop(stall: Stall): Promise<Histogram> {
  const { shard, timeline } = oneCell()
  const server = new StallingServer(timeline, stall)
  const latency = new Histogram()
  const done = (intendedUs: number): void => latency.record(timeline.now - intendedUs)
  const send = (nth: number): void => {
    server.serve(done, nth * stall.gapUs)
    if (nth + 1 < stall.requests) timeline.at((nth + 1) * stall.gapUs, send, nth + 1)
  }
  timeline.at(0, send, 0)
  await shard.run(Infinity, alone)
  return latency
}

/** Times from sending to reply, with the next request a gap after the last one was sent or, if later, at its reply. */
export async function runClosedLoop(stall: Stall): Promise<Histogram> {
  const { shard, timeline } = oneCell()
  const server = new StallingServer(timeline, stall)
  const latency = new Histogram()
  const endsAt = stall.requests * stall.gapUs
  const send = (): void => server.serve(done, timeline.now)
  const done = (sentAt: number): void => {
    latency.record(timeline.now - sentAt)
    const next = Math.max(timeline.now, sentAt + stall.gapUs)
    if (next < endsAt) timeline.at(next, send, undefined)
  }
  timeline.at(0, send, undefined)
  await shard.run(Infinity, alone)
  return latency
}

function oneCell(): { shard: Shard; timeline: Timeline } {
  const shard = new Shard([0], 1_000_000)
  return { shard, timeline: shard.timelines[0] as Timeline }
}
