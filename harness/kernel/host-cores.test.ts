import { describe, expect, it } from 'vitest'
import { ChargedClock, HostCores } from './host-cores.ts'
import { alone, Shard } from './shard.ts'

const LOOKAHEAD = 1_000

/** Cells on one host, each event of which takes `eventUs`; `starts` has [cell, due, now] of each. */
function hostOf(cells: number, cores: number, eventUs: number) {
  const shard = new Shard(
    Array.from({ length: cells }, (_, cell) => cell),
    LOOKAHEAD,
  )
  const host = new HostCores(cores)
  const starts: (readonly [cell: number, due: number, now: number])[] = []
  for (const line of shard.timelines) line.workBy(new ChargedClock(host, eventUs, () => 0))
  shard.share(() => 0)
  const at = (cell: number, due: number): void => {
    const line = shard.timelines[cell]
    line?.at(due, () => starts.push([cell, line.due, line.now - eventUs]), undefined)
  }
  return { shard, host, starts, at }
}

describe('a host', () => {
  it('runs events of its cells one after another on one core, in the order of due times', async () => {
    const { shard, host, starts, at } = hostOf(2, 1, 10)
    at(1, 5)
    at(0, 0)
    at(0, 100)
    at(1, 7)
    await shard.run(1e6, alone)
    expect(starts).toEqual([
      [0, 0, 0],
      [1, 5, 10],
      [1, 7, 20],
      [0, 100, 100],
    ])
    expect(host.busyUs).toBe(40)
  })

  it('runs two cells at once on two cores, and no cell twice at once', async () => {
    const { shard, starts, at } = hostOf(2, 2, 10)
    at(0, 0)
    at(0, 1)
    at(1, 2)
    await shard.run(1e6, alone)
    expect(starts).toEqual([
      [0, 0, 0],
      [0, 1, 10],
      [1, 2, 2],
    ])
  })

  it('is kept by pauses too, which depend on what was done', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const host = new HostCores(1)
    const starts: number[] = []
    const clock = new ChargedClock(
      host,
      10,
      () => 0,
      (workUs) => (workUs >= 20 ? 500 : 0),
    )
    line?.workBy(clock)
    shard.share(() => 0)
    for (const due of [0, 100, 200]) line?.at(due, () => starts.push(line.now), undefined)
    await shard.run(1e6, alone)
    // The second event's work calls the collector: it ends 510 µs after it began, then the third starts.
    expect(starts).toEqual([10, 610, 620])
    expect(host.busyUs).toBe(530)
  })

  it('puts off what an event starts by the work that came before it', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    let work = 0
    const seen: number[] = []
    line?.workBy(new ChargedClock(new HostCores(1), 0, () => work))
    shard.share(() => 0)
    line?.at(
      100,
      () => {
        work += 7.5
        line.after(20, () => seen.push(line.due, line.now), undefined)
        work += 40
      },
      undefined,
    )
    await shard.run(1e6, alone)
    // Due at 100 + 7 + 20; begun when the first event's 47 µs were over.
    expect(seen).toEqual([127, 147])
  })

  it('loses no part of a microsecond over many events', async () => {
    const { shard, host, at } = hostOf(1, 1, 0.3)
    for (let due = 0; due < 1_000; due++) at(0, due * 10)
    await shard.run(1e6, alone)
    expect(host.busyUs).toBe(300)
  })
})
