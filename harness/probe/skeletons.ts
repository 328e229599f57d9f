/**
 * Bare typed-array loops that do what the kernel's benchmark model does, and nothing else: no handlers,
 * no cells, no order among equal times, no digest. They bound what any kernel could reach here.
 *
 * Wheel or heap? A heap orders events exactly; the wheel only to its bucket of about a millisecond.
 */
import { choice, exponential } from '../kernel/random.ts'
import { FANOUT, HOP, MEAN_LATENCY_US, SEED, TEAM_SPAN, THINK } from './token-model.ts'

export interface Skeleton {
  /** Runs until every agent has done its steps; returns the number of events. */
  run(): number
  /** Messages received by each agent: proof that the work was done. */
  readonly received: Uint32Array
}

function think(agent: number, step: number): number {
  return 1 + Math.round(exponential(MEAN_LATENCY_US, SEED, THINK, agent, step))
}

/** Where an agent's message goes: somebody of its own cell. */
function receiverOf(agent: number, step: number, nth: number): number {
  const first = agent - (agent % TEAM_SPAN)
  return first + choice(TEAM_SPAN, SEED, HOP, agent, step * FANOUT + nth)
}

/** Appends an agent's messages to a ring, drains it, and counts each at its receiver. */
class Mail {
  readonly received: Uint32Array
  private readonly ring = new Uint32Array(1024)
  private length = 0

  constructor(agents: number) {
    this.received = new Uint32Array(agents)
  }

  send(agent: number, step: number, count: number): void {
    for (let nth = 0; nth < count; nth++) this.ring[this.length++] = receiverOf(agent, step, nth)
    while (this.length > 0) {
      const to = this.ring[--this.length] as number
      this.received[to] = (this.received[to] as number) + 1
    }
  }
}

const BUCKET_BITS = 10
const BUCKETS = 16_384

/** A timing wheel of intrusive lists, buckets of 1,024 µs; what is further away goes round again. */
export function wheelSkeleton(agents: number, steps: number, messages: number): Skeleton {
  const heads = new Int32Array(BUCKETS).fill(-1)
  const next = new Int32Array(agents)
  const due = new Float64Array(agents)
  const done = new Uint8Array(agents)
  const mail = new Mail(agents)
  const arm = (agent: number, time: number): void => {
    const bucket = Math.floor(time / (1 << BUCKET_BITS)) % BUCKETS
    due[agent] = time
    next[agent] = heads[bucket] as number
    heads[bucket] = agent
  }
  const run = (): number => {
    let events = 0
    let left = agents
    for (let agent = 0; agent < agents; agent++) arm(agent, think(agent, 0))
    for (let tick = 0; left > 0; tick++) {
      const bucket = tick % BUCKETS
      const limit = (tick + 1) * (1 << BUCKET_BITS)
      // An agent may re-arm within this very bucket.
      while (heads[bucket] !== -1) {
        let agent = heads[bucket] as number
        heads[bucket] = -1
        let later = -1
        while (agent !== -1) {
          const following = next[agent] as number
          const time = due[agent] as number
          if (time >= limit) {
            next[agent] = later
            later = agent
          } else {
            const step = (done[agent] as number) + 1
            done[agent] = step
            events += 1 + messages
            mail.send(agent, step, messages)
            if (step < steps) arm(agent, time + think(agent, step))
            else left--
          }
          agent = following
        }
        if (later !== -1) {
          const again = heads[bucket] as number
          heads[bucket] = later
          if (again === -1) break
          let last = later
          while (next[last] !== -1) last = next[last] as number
          next[last] = again
        }
      }
    }
    return events
  }
  return { run, received: mail.received }
}

/** A 4-ary heap of (time, agent) in typed arrays, over all agents. */
export function heapSkeleton(agents: number, steps: number, messages: number): Skeleton {
  const times = new Float64Array(agents)
  const owners = new Int32Array(agents)
  const done = new Uint8Array(agents)
  const mail = new Mail(agents)
  let count = 0
  const siftDown = (time: number, owner: number): void => {
    let index = 0
    for (;;) {
      const first = index * 4 + 1
      if (first >= count) break
      let best = first
      let bestTime = times[first] as number
      const last = first + 4 < count ? first + 4 : count
      for (let child = first + 1; child < last; child++) {
        const childTime = times[child] as number
        if (childTime < bestTime) {
          best = child
          bestTime = childTime
        }
      }
      if (time <= bestTime) break
      times[index] = bestTime
      owners[index] = owners[best] as number
      index = best
    }
    times[index] = time
    owners[index] = owner
  }
  const push = (time: number, owner: number): void => {
    let index = count++
    while (index > 0) {
      const parent = (index - 1) >> 2
      const parentTime = times[parent] as number
      if (parentTime <= time) break
      times[index] = parentTime
      owners[index] = owners[parent] as number
      index = parent
    }
    times[index] = time
    owners[index] = owner
  }
  const run = (): number => {
    let events = 0
    for (let agent = 0; agent < agents; agent++) push(think(agent, 0), agent)
    while (count > 0) {
      const time = times[0] as number
      const agent = owners[0] as number
      const step = (done[agent] as number) + 1
      done[agent] = step
      events += 1 + messages
      mail.send(agent, step, messages)
      if (step < steps) {
        siftDown(time + think(agent, step), agent)
      } else {
        count--
        if (count > 0) siftDown(times[count] as number, owners[count] as number)
      }
    }
    return events
  }
  return { run, received: mail.received }
}
