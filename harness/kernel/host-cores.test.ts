import { describe, expect, it, vi } from 'vitest'
import { ChargedClock, HostCores } from './host-cores.ts'
import { alone, Shard } from './shard.ts'
import { WorkPauses } from './work-pauses.ts'

const LOOKAHEAD = 1_000

/** Cells on one host, each event of which takes `eventUs`; `starts` has [cell, due, now] of each. */
function hostOf(
  cells: number,
  cores: number,
  eventUs: number,
  pausesOf?: (core: number) => WorkPauses | undefined,
  factor?: (nth: number) => number,
) {
  const shard = new Shard(
    Array.from({ length: cells }, (_, cell) => cell),
    LOOKAHEAD,
  )
  const host = new HostCores(cores, pausesOf)
  const starts: (readonly [cell: number, due: number, now: number])[] = []
  for (const line of shard.timelines) {
    line.workBy(new ChargedClock(host, { eventUs, workUs: () => 0, factor }))
  }
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
    const pauses = new WorkPauses([], 1, 0, 0)
    vi.spyOn(pauses, 'until').mockImplementation((workUs) => (workUs >= 20 ? 500 : 0))
    const host = new HostCores(1, () => pauses)
    const starts: number[] = []
    line?.workBy(new ChargedClock(host, { eventUs: 10, workUs: () => 0 }))
    shard.share(() => 0)
    for (const due of [0, 100, 200]) line?.at(due, () => starts.push(line.now), undefined)
    await shard.run(1e6, alone)
    // The second event's work calls the collector: it ends 510 µs after it began, then the third starts.
    expect(starts).toEqual([10, 610, 620])
    expect(host.busyUs).toBe(530)
  })

  it('pauses for work that any of its cells brings to the full', async () => {
    const pauses = new WorkPauses([{ everyUs: 100, lengthsUs: [1_000] }], 1, 0, 0)
    const { shard, host, at } = hostOf(2, 1, 10, () => pauses)
    for (let nth = 0; nth < 10; nth++) at(nth % 2, nth * 2_000)
    await shard.run(1e6, alone)
    // Ten events of 10 µs, five of each cell, are one full space of 100 µs.
    expect(host.busyUs).toBe(10 * 10 + 1_000)
  })

  it('puts off what an event starts by the work that came before it', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    let work = 0
    const seen: number[] = []
    line?.workBy(new ChargedClock(new HostCores(1), { eventUs: 0, workUs: () => work }))
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

  it('shows what of its work an event has done when it reads the clock', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const host = new HostCores(1)
    const seen: number[] = []
    const lead = { eventUs: 25, workUs: () => 0 }
    line?.workBy(new ChargedClock(host, { eventUs: 100, workUs: () => 0, lead }))
    shard.share(() => 0)
    for (const due of [0, 10]) line?.at(due, () => seen.push(line.now), undefined)
    await shard.run(1e6, alone)
    // The second starts when all of the first's work is done.
    expect(seen).toEqual([25, 125])
    expect(host.busyUs).toBe(200)
  })

  it('takes more for each time that an event sends something off', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const host = new HostCores(1)
    const seen: number[] = []
    const later = (): void => {
      seen.push(line?.due ?? NaN)
    }
    line?.workBy(new ChargedClock(host, { eventUs: 10, followUs: 5, workUs: () => 0 }))
    shard.share(() => 0)
    line?.at(
      0,
      () => {
        line.after(100, later, undefined)
        line.after(100, later, undefined)
      },
      undefined,
    )
    await shard.run(1e6, alone)
    expect(seen).toEqual([115, 120])
    expect(host.busyUs).toBe(20 + 10 + 10)
  })

  it('is not over before what it has shown', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines
    const host = new HostCores(1)
    const lead = { eventUs: 30, workUs: () => 0 }
    line?.workBy(new ChargedClock(host, { eventUs: 10, workUs: () => 0, lead }))
    shard.share(() => 0)
    line?.at(0, () => line.now, undefined)
    line?.at(100, () => {}, undefined)
    await shard.run(1e6, alone)
    expect(host.busyUs).toBe(30 + 10)
  })

  it('is slow for some events of a core in a row, whose ever they are', async () => {
    const shard = new Shard([0, 1], LOOKAHEAD)
    const host = new HostCores(1, undefined, (core, nth) => (core === 0 && nth < 2 ? 3 : 1))
    for (const line of shard.timelines) {
      line.workBy(new ChargedClock(host, { eventUs: 10, workUs: () => 0 }))
    }
    shard.share(() => 0)
    for (const due of [0, 100, 200]) {
      shard.timelines[due === 0 ? 0 : 1]?.at(due, () => {}, undefined)
    }
    await shard.run(1e6, alone)
    expect(host.busyUs).toBe(30 + 30 + 10)
  })

  it('takes more for one event and less for another, by the factor of each', async () => {
    const { shard, host, at } = hostOf(1, 1, 10, undefined, (nth) => (nth === 0 ? 0.5 : 1.5))
    at(0, 0)
    at(0, 100)
    await shard.run(1e6, alone)
    expect(host.busyUs).toBe(5 + 15)
  })

  it('loses no part of a microsecond over many events', async () => {
    const { shard, host, at } = hostOf(1, 1, 0.3)
    for (let due = 0; due < 1_000; due++) at(0, due * 10)
    await shard.run(1e6, alone)
    expect(host.busyUs).toBe(300)
  })
})
