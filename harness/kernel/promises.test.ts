import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { PromiseFacade } from './promises.ts'
import { alone, Shard } from './shard.ts'
import type { Timeline } from './timeline.ts'

interface Setting {
  readonly shard: Shard
  readonly line: Timeline
  readonly promises: PromiseFacade
  /** Starts promise code at time 0. */
  start(code: () => Promise<void>): void
  /** Runs virtual time until nothing is left. */
  run(until?: number): Promise<void>
}

function setting(): Setting {
  const shard = new Shard([0], 50)
  const line = shard.timelines[0] as Timeline
  const promises = new PromiseFacade(line, shard.quiescence)
  return {
    shard,
    line,
    promises,
    start: (code) => {
      line.at(0, () => promises.spawn(code, (error) => shard.fail(error)), undefined)
    },
    run: (until = Infinity) => shard.run(until, alone),
  }
}

/**
 * Proves that time stands while code works: `work` runs between a sleep until 10 and a check of the
 * clock, while a bystander's event at 11 waits. Returns what happened, in order.
 */
async function raceAgainst(work: (setting: Setting) => Promise<unknown>): Promise<string[]> {
  const made = setting()
  const log: string[] = []
  made.start(async () => {
    await made.promises.sleep(10)
    await work(made)
    log.push(`work done at ${made.line.now}`)
  })
  made.line.at(11, () => log.push('bystander at 11'), undefined)
  await made.run()
  return log
}

const STOOD_STILL = ['work done at 10', 'bystander at 11']

/** Real work that ends when the test says so. */
function gate(): { readonly io: Promise<void>; open: () => void } {
  let open = (): void => {}
  const io = new Promise<void>((resolve) => (open = resolve))
  return { io, open: () => open() }
}

function turnsOfTheEventLoop(turns: number, then: () => void): void {
  if (turns === 0) then()
  else setImmediate(() => turnsOfTheEventLoop(turns - 1, then))
}

describe('the quiescence rule', () => {
  const promiseOnly: Record<string, (setting: Setting) => Promise<unknown>> = {
    'a chain of ten thousand microtasks': async () => {
      for (let nth = 0; nth < 10_000; nth++) await null
    },
    'a chain of ten thousand `then`s': () => {
      let chain: Promise<number> = Promise.resolve(0)
      for (let nth = 0; nth < 10_000; nth++) chain = chain.then((value) => value + 1)
      return chain
    },
    'promises nested in promises': () => {
      const nest = async (depth: number): Promise<number> =>
        depth === 0 ? 0 : Promise.resolve(nest(depth - 1)).then((value) => value + 1)
      return nest(500)
    },
    'async generators': async () => {
      async function* inner(): AsyncGenerator<number> {
        for (let nth = 0; nth < 50; nth++) yield Promise.resolve(nth)
      }
      async function* outer(): AsyncGenerator<number> {
        for (let nth = 0; nth < 50; nth++) yield* inner()
      }
      let sum = 0
      for await (const value of outer()) sum += value
      expect(sum).toBe(50 * 1225)
    },
    '`Promise.all` over a thousand chains': () =>
      Promise.all(
        Array.from({ length: 1000 }, async (_, nth) => {
          for (let left = nth % 20; left > 0; left--) await null
        }),
      ),
    '`Promise.race` and rejections that are caught': async () => {
      for (let nth = 0; nth < 100; nth++) {
        await Promise.race([
          Promise.reject(new Error('lost')).catch(() => null),
          new Promise(() => {}),
        ])
      }
    },
    'thenables that are not promises': async () => {
      const thenable = (depth: number): PromiseLike<unknown> =>
        ({
          then: (resolve: (value: unknown) => void) =>
            resolve(depth === 0 ? null : thenable(depth - 1)),
        }) as PromiseLike<unknown>
      await thenable(200)
    },
    '`process.nextTick` between microtasks': async () => {
      for (let nth = 0; nth < 500; nth++) {
        await new Promise<void>((resolve) => process.nextTick(resolve))
        await null
      }
    },
    '`queueMicrotask`': async () => {
      for (let nth = 0; nth < 500; nth++) {
        await new Promise<void>((resolve) => queueMicrotask(resolve))
      }
    },
    'code that spawns more code': async ({ promises, shard }) => {
      const left = gate()
      promises.spawn(
        async () => {
          for (let nth = 0; nth < 100; nth++) await null
          left.open()
        },
        (error) => shard.fail(error),
      )
      await left.io
    },
  }

  for (const [name, work] of Object.entries(promiseOnly)) {
    it(`lets no time pass before the end of ${name}`, async () => {
      expect(await raceAgainst(work)).toEqual(STOOD_STILL)
    })
  }

  it('lets no time pass before real I/O that is tracked has ended', async () => {
    const read = ({ promises }: Setting): Promise<unknown> =>
      promises.track(readFile(new URL(import.meta.url)))
    expect(await raceAgainst(read)).toEqual(STOOD_STILL)
  })

  it('lets no time pass before tracked work has ended, however many turns it takes', async () => {
    const work = async ({ promises }: Setting): Promise<void> => {
      const slow = gate()
      turnsOfTheEventLoop(50, slow.open)
      await promises.track(slow.io)
      for (let nth = 0; nth < 100; nth++) await null
    }
    expect(await raceAgainst(work)).toEqual(STOOD_STILL)
  })

  it('lets no time pass before tracked work that is rejected has been dealt with', async () => {
    const work = ({ promises }: Setting): Promise<unknown> =>
      promises.track(readFile('/no/such/file')).catch(() => null)
    expect(await raceAgainst(work)).toEqual(STOOD_STILL)
  })

  it('is broken by the same work untracked: time overtakes it, hence `track`', async () => {
    const work = async (): Promise<void> => {
      const slow = gate()
      turnsOfTheEventLoop(50, slow.open)
      await slow.io
    }
    const log = await raceAgainst(work)
    expect(log).not.toEqual(STOOD_STILL)
    expect(log[0]).toBe('bystander at 11')
  })
})

describe('the promise façade', () => {
  it('resolves sleeps in the order of virtual time', async () => {
    const { promises, line, start, run } = setting()
    const woke: string[] = []
    for (const delay of [30, 10, 20]) {
      start(async () => {
        await promises.sleep(delay)
        woke.push(`${delay} at ${line.now}`)
      })
    }
    await run()
    expect(woke).toEqual(['10 at 10', '20 at 20', '30 at 30'])
  })

  it('wakes sleepers of one moment in the order in which they lay down', async () => {
    const { promises, start, run } = setting()
    const woke: number[] = []
    for (let nth = 0; nth < 100; nth++) {
      start(async () => {
        await promises.sleep(10)
        for (let left = 100 - nth; left > 0; left--) await null
        woke.push(nth)
      })
    }
    await run()
    expect(woke).toEqual(Array.from({ length: 100 }, (_, nth) => nth))
  })

  it('gives the same digest twice for code that settles in a tangled order', async () => {
    const once = async (): Promise<string> => {
      const { promises, line, start, run } = setting()
      for (let nth = 0; nth < 50; nth++) {
        start(async () => {
          for (let step = 0; step < 20; step++) {
            await Promise.all([promises.sleep(nth % 7), promises.sleep((nth * step) % 11)])
            line.digest.add(nth * 1000 + step)
          }
        })
      }
      await run()
      return line.digest.hex()
    }
    expect(await once()).toBe(await once())
  })

  it('hands over the value that an event resolves with', async () => {
    const { promises, line, start, run } = setting()
    let got: [string, number] | undefined
    start(async () => {
      const value = await promises.wait<string>((resolve) => line.after(25, resolve, 'answer'))
      got = [value, line.now]
    })
    await run()
    expect(got).toEqual(['answer', 25])
  })

  it('ends the run with a rejection of spawned code', async () => {
    const { promises, start, run } = setting()
    const fault = new Error('boom')
    start(async () => {
      await promises.sleep(5)
      throw fault
    })
    await expect(run()).rejects.toBe(fault)
  })

  it('lets code sleep over the end of a run and go on in the next', async () => {
    const { promises, line, start, run } = setting()
    const seen: number[] = []
    start(async () => {
      for (let nth = 0; nth < 3; nth++) {
        await promises.sleep(100)
        seen.push(line.now)
      }
    })
    await run(150)
    expect(seen).toEqual([100])
    await run(400)
    expect(seen).toEqual([100, 200, 300])
  })
})
