/**
 * The kernel's callback path beside bare skeletons that draw the same latencies and deliver the same
 * messages: how much of the machine does the kernel leave?
 */
import type { BenchCase } from './bench-case.ts'
import { PromiseFacade } from '../kernel/promises.ts'
import { choice } from '../kernel/random.ts'
import { alone, Shard } from '../kernel/shard.ts'
import { heapSkeleton, wheelSkeleton } from './skeletons.ts'
import { HOP, kernelModel, SEED, TEAM_SPAN } from './token-model.ts'

const AT_LEAST_EVENTS = 3e6
/** Where a department's events fit the cache; at a million agents memory decides, and only the ratio is told. */
const WITHIN = 5
const CACHED_AGENTS = 100_000

/** 78,000 and a million agents (in whole departments), alone and with three messages a step. */
export function kernelCases(): BenchCase[] {
  return [
    ...trio('78,000 agents', 78_000, 20, 0, true),
    ...trio('78,000 agents, 3 messages a step', 78_000, 8, 3, false),
    ...trio('1,000,200 agents', 1_000_200, 3, 0, false),
    ...departments(),
    facade(),
  ]
}

function trio(
  size: string,
  agents: number,
  steps: number,
  messages: number,
  judged: boolean,
): BenchCase[] {
  const wheel = `wheel skeleton, ${size}`
  return [
    {
      name: `kernel, ${size}`,
      unit: 'events',
      ...(judged ? { atLeast: AT_LEAST_EVENTS } : {}),
      within: [wheel, agents <= CACHED_AGENTS ? WITHIN : Infinity],
      run: async (timed) => {
        const model = kernelModel(agents, steps, messages)
        let events = 0
        await timed(async () => {
          events = await model.run()
        })
        return events
      },
    },
    ...(
      [
        [wheel, wheelSkeleton],
        [`heap skeleton, ${size}`, heapSkeleton],
      ] as const
    ).map(([name, make]): BenchCase => ({
      name,
      unit: 'events',
      run: async (timed) => {
        const skeleton = make(agents, steps, messages)
        let events = 0
        await timed(() => {
          events = skeleton.run()
        })
        return events
      },
    })),
  ]
}

/** Skeletons of one department each, one after the other: what a cell's own queue sees. */
function departments(): BenchCase[] {
  const makers = [
    ['wheel skeleton, departments of 300', wheelSkeleton],
    ['heap skeleton, departments of 300', heapSkeleton],
  ] as const
  return makers.map(([name, make]) => ({
    name,
    unit: 'events',
    run: async (timed) => {
      const skeletons = Array.from({ length: DEPARTMENTS }, () => make(TEAM_SPAN, 200, 0))
      let events = 0
      await timed(() => {
        for (const skeleton of skeletons) events += skeleton.run()
      })
      return events
    },
  }))
}

const DEPARTMENTS = 12
const SLEEPERS = 1_000
const SLEEPS = 100

/** A thousand coroutines that sleep keyed times: what promise code pays. */
function facade(): BenchCase {
  return {
    name: 'promise façade, 1,000 sleepers',
    unit: 'awaits',
    run: async (timed) => {
      const shard = new Shard([0], 50_000)
      const [line] = shard.timelines
      if (line === undefined) return 0
      const promises = new PromiseFacade(line, shard.quiescence)
      const sleeper = async (nth: number): Promise<void> => {
        for (let step = 0; step < SLEEPS; step++) {
          await promises.sleep(1 + choice(2_000_000, SEED, HOP, nth, step))
        }
      }
      for (let nth = 0; nth < SLEEPERS; nth++) {
        line.at(0, () => promises.spawn(() => sleeper(nth), shard.fail.bind(shard)), undefined)
      }
      await timed(() => shard.run(Infinity, alone))
      return SLEEPERS * SLEEPS
    },
  }
}
