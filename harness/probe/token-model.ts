/**
 * The model of the kernel's benchmark, on the kernel itself: every agent thinks for a keyed time, does a
 * step (and sends messages inside its cell), and thinks again until it has done its steps.
 */
import { choice, exponential, purpose } from '../kernel/random.ts'
import { alone, Shard } from '../kernel/shard.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { SECOND } from '../kernel/units.ts'

export const SEED = 7
export const THINK = purpose('bench.think')
export const HOP = purpose('bench.hop')
export const MEAN_LATENCY_US = 2 * SECOND
/** Agents of a cell: a department of 50 teams of six. */
export const TEAM_SPAN = 300
/** Most messages of a step; keys leave room for so many. */
export const FANOUT = 4

const LOOKAHEAD_US = 50_000

export interface TokenRun {
  readonly shard: Shard
  readonly received: Uint32Array
  run(): Promise<number>
}

/** `agents` must be a multiple of 300. */
export function kernelModel(agents: number, steps: number, messages: number): TokenRun {
  const cells = agents / TEAM_SPAN
  const shard = new Shard(
    Array.from({ length: cells }, (_, cell) => cell),
    LOOKAHEAD_US,
  )
  const done = new Uint8Array(agents)
  const received = new Uint32Array(agents)
  const receive = (to: number): void => {
    received[to] = (received[to] as number) + 1
  }
  const install = (line: Timeline): void => {
    const first = line.id * TEAM_SPAN
    const act = (agent: number): void => {
      const step = (done[agent] as number) + 1
      done[agent] = step
      for (let nth = 0; nth < messages; nth++) {
        const to = first + choice(TEAM_SPAN, SEED, HOP, agent, step * FANOUT + nth)
        line.after(0, receive, to)
      }
      if (step < steps) line.after(think(agent, step), act, agent)
    }
    for (let agent = first; agent < first + TEAM_SPAN; agent++) line.at(think(agent, 0), act, agent)
  }
  return {
    shard,
    received,
    run: async () => {
      for (const line of shard.timelines) install(line)
      await shard.run(Infinity, alone)
      return shard.timelines.reduce((sum, line) => sum + line.events, 0)
    },
  }
}

function think(agent: number, step: number): number {
  return 1 + Math.round(exponential(MEAN_LATENCY_US, SEED, THINK, agent, step))
}
