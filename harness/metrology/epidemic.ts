/**
 * The two-state epidemic on the kernel: agents are dealt to cells, meetings are messages between
 * cells, and so pass windows, the exchange and, with several shards, threads. Many independent
 * epidemics run side by side in the same cells.
 */
import { exponential, choice, purpose } from '../kernel/random.ts'
import { type Exchange, Shard } from '../kernel/shard.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { VirtualUs } from '../kernel/units.ts'

const GAP = purpose('metrology.epidemic.gap')
const MET = purpose('metrology.epidemic.met')

export interface EpidemicSpec {
  readonly epidemics: number
  readonly agents: number
  /** Infected at the beginning. */
  readonly from: number
  /** Infected at the end of the time that is taken. */
  readonly to: number
}

/** 300,000 agents in all. */
export const EPIDEMIC: EpidemicSpec = { epidemics: 300, agents: 1000, from: 100, to: 900 }

/** Mean time between the meetings of an infected agent, 1/β. */
export const MEETING_US = 1_000_000_000
/** A meeting's message takes this long, which makes an epidemic about 0.025 % slower than in theory. */
const DELAY_US = 250_000
const CELLS = 8
/** In units of 1/β; ten standard deviations after the mean of the time that is taken. */
const HORIZON = 6

/** Times at which agents of this shard's cells were infected after the beginning, by epidemic. */
export async function runEpidemics(
  spec: EpidemicSpec,
  { seed, shard, shards, exchange }: EpidemicRun,
): Promise<number[][]> {
  const mine = Array.from({ length: CELLS }, (_, cell) => cell).filter(
    (cell) => cell % shards === shard,
  )
  const kernel = new Shard(mine, DELAY_US)
  const times: number[][] = Array.from({ length: spec.epidemics }, () => [])
  for (const timeline of kernel.timelines) openCell(spec, seed, timeline, times)
  await kernel.run(HORIZON * MEETING_US, exchange)
  return times
}

export interface EpidemicRun {
  readonly seed: number
  readonly shard: number
  readonly shards: number
  readonly exchange: Exchange
}

/** Durations from `from` to `to` infected, in units of 1/β; NaN for one that did not get there. */
export function durationsOf(
  { epidemics, from, to }: EpidemicSpec,
  byShard: readonly (readonly (readonly VirtualUs[])[])[],
): number[] {
  return Array.from({ length: epidemics }, (_, nth) => {
    const times = byShard.flatMap((shard) => shard[nth] ?? []).toSorted((a, b) => a - b)
    return (times[to - from - 1] ?? Number.NaN) / MEETING_US
  })
}

/** An agent's number across all epidemics says both; it is the payload of a meeting. */
function openCell(
  { epidemics, agents, from }: EpidemicSpec,
  seed: number,
  timeline: Timeline,
  times: number[][],
): void {
  const meetings = new Map<number, number>()
  const scheduleMeeting = (agent: number): void => {
    const nth = meetings.get(agent) as number
    const gapUs = Math.round(exponential(MEETING_US, seed, GAP, agent, nth))
    timeline.after(gapUs, meet, agent)
  }
  const meet = (agent: number): void => {
    const nth = meetings.get(agent) as number
    meetings.set(agent, nth + 1)
    const own = agent % agents
    const other = choice(agents - 1, seed, MET, agent, nth)
    const met = agent - own + (other < own ? other : other + 1)
    timeline.send(met % CELLS, DELAY_US, met)
    scheduleMeeting(agent)
  }
  timeline.onMessage = (payload) => {
    const agent = payload as number
    if (meetings.has(agent)) return
    times[Math.floor(agent / agents)]?.push(timeline.now)
    meetings.set(agent, 0)
    scheduleMeeting(agent)
  }
  for (let epidemic = 0; epidemic < epidemics; epidemic++) {
    for (let own = 0; own < from; own++) {
      const agent = epidemic * agents + own
      if (agent % CELLS !== timeline.id) continue
      meetings.set(agent, 0)
      scheduleMeeting(agent)
    }
  }
}
