import { describe, expect, it } from 'vitest'
import { joinDigests } from './digest.ts'
import { hostNowMs } from './host-clock.ts'
import { PromiseFacade } from './promises.ts'
import { choice, purpose } from './random.ts'
import { alone, Shard } from './shard.ts'
import { runOnWallClock } from './wall-driver.ts'

const TARGET = purpose('wall.target')
const CELLS = 4
const LOOKAHEAD = 1_000
const END = 100_000

/** Tokens between four cells, and promise code that sleeps, for a tenth of a virtual second. */
function model(): Shard {
  const shard = new Shard([0, 1, 2, 3], LOOKAHEAD)
  for (const line of shard.timelines) {
    const promises = new PromiseFacade(line, shard.quiescence)
    line.onMessage = (hops) => {
      line.digest.add(hops as number)
      const to = choice(CELLS, 1, TARGET, line.id, hops as number)
      line.send(to, LOOKAHEAD + 137 * line.id, (hops as number) + 1)
    }
    line.at(line.id, () => line.onMessage(0), undefined)
    line.at(
      5,
      () =>
        promises.spawn(
          async () => {
            for (let nth = 0; nth < 10; nth++) {
              await promises.sleep(3_000)
              line.digest.add(nth)
            }
          },
          (error) => shard.fail(error),
        ),
      undefined,
    )
  }
  return shard
}

describe('the wall-clock driver', () => {
  it('does exactly what the virtual clock does', async () => {
    const virtual = model()
    await virtual.run(END, alone)
    const real = model()
    const { events } = await runOnWallClock(real, END, { speed: 1000 })
    expect(joinDigests(real.digests())).toBe(joinDigests(virtual.digests()))
    expect(events).toBe(virtual.timelines.reduce((sum, line) => sum + line.events, 0))
  })

  it('runs no event before its moment on the host', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const early: number[] = []
    const start = hostNowMs()
    for (const dueMs of [2, 4, 6]) {
      shard.timelines[0]?.at(
        dueMs * 1000,
        () => {
          const passedMs = hostNowMs() - start
          // Timers may fire up to a millisecond early; a driver that does not wait is earlier.
          if (passedMs < dueMs - 1) early.push(dueMs)
        },
        undefined,
      )
    }
    await runOnWallClock(shard, Infinity)
    expect(early).toEqual([])
  })

  it('tells what each event took of its own, and when it sends something off', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const read: number[] = []
    let left = 0
    const took: number[] = []
    line?.at(10, () => line.after(10, () => {}, undefined), undefined)
    await runOnWallClock(shard, Infinity, {
      speed: 1000,
      live: true,
      onRead: (_, sinceMs) => read.push(sinceMs),
      onLeave: () => left++,
      onEvent: (_, ownMs, beganMs, endedMs) => took.push(ownMs, endedMs - beganMs),
    })
    expect(read).toHaveLength(1)
    expect(left).toBe(1)
    const [own = NaN, between = NaN] = took
    expect(own).toBeGreaterThanOrEqual(0)
    expect(own).toBeLessThanOrEqual(between)
  })

  it('stops a live clock while a listener works', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const seen: number[] = []
    line?.at(
      0,
      () => {
        seen.push(line.now)
        line.after(1, () => {}, undefined)
        seen.push(line.now)
      },
      undefined,
    )
    const busyMs = 50
    await runOnWallClock(shard, Infinity, {
      live: true,
      onRead: () => {
        const end = hostNowMs() + busyMs
        while (hostNowMs() < end);
      },
    })
    const [before = 0, after = 0] = seen
    expect(after - before).toBeLessThan(busyMs * 1000)
  })

  it('skips idle time on the same clock', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const seen: number[] = []
    const hour = 3_600_000_000
    for (const due of [hour, 2 * hour]) line?.at(due, () => seen.push(line.now - due), undefined)
    const { utilisation } = await runOnWallClock(shard, Infinity, { live: true, skipIdle: true })
    expect(seen.every((lateUs) => lateUs >= 0 && lateUs < hour)).toBe(true)
    expect(seen).toHaveLength(2)
    expect(utilisation).toBeLessThan(0.01)
  })

  it('ends with what `fail` was told', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const fault = new Error('boom')
    shard.timelines[0]?.at(1, () => shard.fail(fault), undefined)
    shard.timelines[0]?.at(2, () => {}, undefined)
    await expect(runOnWallClock(shard, 10, { speed: 1000 })).rejects.toBe(fault)
  })
})
