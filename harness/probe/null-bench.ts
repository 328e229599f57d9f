/**
 * What the harness itself takes for an event: an architecture whose agents do nothing but let time pass,
 * opened by the engine as for a trial, with every interval recorded; beside the bare loop that draws the
 * same intervals and counts them, without clock, queue, digest, window or histogram.
 */
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Architecture } from '../../adapters/contract.ts'
import { Histogram } from '../../results/histogram.ts'
import { BARE } from '../controls/levels.ts'
import { CellRuntime } from '../engine/cell-runtime.ts'
import { taskMix } from '../engine/tasks.ts'
import { exponential, purpose } from '../kernel/random.ts'
import { alone, Shard } from '../kernel/shard.ts'
import { HOUR, SECOND } from '../kernel/units.ts'
import { nullArchitecture } from '../metrology/null-architecture.ts'
import { lookaheadUs } from '../world/delays.ts'
import { Organisation } from '../world/organisation.ts'
import type { BenchCase } from './bench-case.ts'

const AGENTS = 12_000
const DEPARTMENT = 300
const STEPS = 40
const SEED = 7
const THINK = purpose('bench.null.think')
const MOST_NS = 1_000
const LOOP = 'unmetered loop of the same draws'

/** The two cases; the first one is judged by how much it adds to the second. */
export function nullCases(): BenchCase[] {
  return [
    {
      name: 'null architecture, events that let time pass',
      unit: 'events',
      addsAtMostNs: [LOOP, MOST_NS],
      run: async (timed) => {
        const shard = openOrganisation()
        const before = shard.timelines.reduce((sum, line) => sum + line.events, 0)
        await timed(() => shard.run(HOUR, alone))
        return shard.timelines.reduce((sum, line) => sum + line.events, 0) - before
      },
    },
    {
      name: LOOP,
      unit: 'events',
      run: async (timed) => {
        let sumUs = 0
        await timed(() => {
          for (let agent = 0; agent < AGENTS; agent++) {
            for (let step = 0; step < STEPS; step++) sumUs += think(agent, step)
          }
        })
        if (!(sumUs > 0)) throw new Error('nothing was drawn')
        return AGENTS * STEPS
      },
    },
  ]
}

function think(agent: number, step: number): number {
  return Math.round(exponential(2 * SECOND, SEED, THINK, agent, step))
}

/** The null architecture, but that each agent sleeps `STEPS` times. */
function sleepers(): Architecture {
  return {
    ...nullArchitecture,
    open: (cell, topology) => {
      const { clock } = cell
      const latency = new Histogram()
      const steps = new Uint8Array(DEPARTMENT)
      const since = new Float64Array(DEPARTMENT)
      const first = cell.id * DEPARTMENT
      const wake = (agent: number): void => {
        const own = agent - first
        latency.record(clock.now - (since[own] as number))
        since[own] = clock.now
        const step = ((steps[own] as number) += 1)
        if (step < STEPS) clock.after(think(agent, step), wake, agent)
      }
      const end = Math.min(first + DEPARTMENT, AGENTS)
      for (let agent = first; agent < end; agent++) clock.after(think(agent, 0), wake, agent)
      return nullArchitecture.open(cell, topology)
    },
  }
}

function openOrganisation(): Shard {
  const base = testWorkload()
  const workload = {
    ...base,
    organisation: { ...base.organisation, teamsPerDepartment: 50, departmentsPerDivision: 10 },
    // Nothing arrives: an arrival is a task, and this is about events.
    arrivals: { ...base.arrivals, windowUs: 1 },
  }
  const organisation = new Organisation(workload.organisation, AGENTS)
  const shard = new Shard(
    Array.from({ length: organisation.cells }, (_, cell) => cell),
    lookaheadUs(workload.network.crossDepartment),
  )
  const mix = taskMix(workload.tasks)
  const architecture = sleepers()
  for (const timeline of shard.timelines) {
    new CellRuntime({
      timeline,
      quiescence: shard.quiescence,
      organisation,
      workload,
      mix,
      seed: SEED,
      levels: BARE,
      architecture,
      topology: 'none',
      incident: undefined,
      endUs: HOUR,
      auditSink: undefined,
      fail: (error) => shard.fail(error),
    })
  }
  return shard
}
