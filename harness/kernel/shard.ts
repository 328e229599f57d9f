/**
 * A shard runs many cells on one thread, in windows of one lookahead from its earliest event: nothing
 * that another cell does in a window can arrive within it, so each cell runs its own events. `Exchange`
 * is the seam between shards: it says how far this one may run before it must look at the others again.
 * With one shard it is trivial, with several the pool implements it over shared memory.
 */
import { EarliestFirst } from './earliest-first.ts'
import { Quiescence } from './promises.ts'
import { Timeline, type CellMessage } from './timeline.ts'
import type { CellId, VirtualUs } from './units.ts'

/** How far a shard may run. */
export interface Advance {
  /** Every event earlier than this may run, once the inbox is accepted. */
  readonly limit: VirtualUs
  /** Messages for cells of this shard. */
  readonly inbox: readonly CellMessage[]
}

export interface Exchange {
  /** Into how many steps a window is cut at least, each of which ends with a look at the others. */
  readonly steps: number
  /** All shards begin a pass. No message between cells of it is faster than the lookahead. */
  begin(lookaheadUs: VirtualUs): void
  /**
   * Hands over what this shard's events have sent, and the time of its earliest event; waits until
   * that event may run, a message has come, or nothing earlier than `until` can come from anywhere.
   */
  advance(earliest: VirtualUs, outbox: readonly CellMessage[], until: VirtualUs): Advance
  /** All shards end the pass. Returns what has come meanwhile: nothing of it is due in the pass. */
  end(): readonly CellMessage[]
}

const FREE: Advance = { limit: Infinity, inbox: [] }

/** The exchange of a shard that is alone. */
export const alone: Exchange = {
  steps: 1,
  begin: () => {},
  advance: () => FREE,
  end: () => FREE.inbox,
}

export class Shard {
  readonly lookaheadUs: VirtualUs
  readonly timelines: readonly Timeline[]
  readonly quiescence: Quiescence = new Quiescence()
  /** Windows so far: each is one lookahead long and begins with an event of this shard. */
  windows = 0
  /** Messages that left this shard. */
  sentAway = 0
  private readonly byCell = new Map<CellId, Timeline>()
  private readonly queue: EarliestFirst
  private readonly indexByCell = new Map<CellId, number>()
  /** By index: the indices of the cells on the same host. Absent where work takes no time. */
  private hosts: readonly (readonly number[])[] | undefined
  private outbox: CellMessage[] = []
  private fault: { readonly error: unknown } | undefined

  constructor(cells: readonly CellId[], lookaheadUs: VirtualUs) {
    this.lookaheadUs = lookaheadUs
    this.timelines = cells.map((cell) => new Timeline(cell, lookaheadUs, this.post))
    this.timelines.forEach((timeline, index) => {
      this.byCell.set(timeline.id, timeline)
      this.indexByCell.set(timeline.id, index)
    })
    this.queue = new EarliestFirst(cells.length)
  }

  /**
   * Runs until no event earlier than `until` is left anywhere. Throws what an event or
   * `fail` threw.
   */
  async run(until: VirtualUs, exchange: Exchange): Promise<void> {
    this.refresh()
    exchange.begin(this.lookaheadUs)
    const stepUs = Math.max(1, Math.floor(this.lookaheadUs / exchange.steps))
    let windowEnd = -Infinity
    for (;;) {
      const outbox = this.outbox
      if (outbox.length > 0) this.outbox = []
      this.sentAway += outbox.length
      const { limit, inbox } = exchange.advance(this.earliest(), outbox, until)
      for (const message of inbox) this.acceptLocal(message)
      const earliest = this.earliest()
      if (earliest >= until && limit >= until) break
      // What has just come must be known to the others before this shard waits for them.
      if (earliest >= limit) continue
      if (earliest >= windowEnd) {
        this.windows++
        windowEnd = earliest + this.lookaheadUs
      }
      await this.runBefore(Math.min(limit, until, windowEnd, earliest + stepUs))
    }
    for (const message of exchange.end()) this.acceptLocal(message)
  }

  /** Runs the events before `limit`, cell by cell: they are less than a lookahead apart. */
  private async runBefore(limit: VirtualUs): Promise<void> {
    while (this.queue.firstTime() < limit) {
      const index = this.queue.first()
      if (this.hosts !== undefined) {
        await this.runHost(this.hosts[index] as readonly number[], limit)
        continue
      }
      const timeline = this.timelines[index] as Timeline
      while (timeline.nextTime() < limit) {
        timeline.runOne()
        if (this.quiescence.pending) await this.quiescence.settle()
        timeline.settled()
        this.throwFault()
      }
      this.queue.set(index, timeline.nextTime())
    }
  }

  /**
   * From here on, events of cells with the same host run in the order of their due times, because they
   * compete for its cores. All cells of a host must be in this shard.
   */
  share(hostOf: (cell: CellId) => number): void {
    const members = new Map<number, number[]>()
    this.timelines.forEach((timeline, index) => {
      const host = hostOf(timeline.id)
      members.set(host, [...(members.get(host) ?? []), index])
    })
    this.hosts = this.timelines.map(({ id }) => members.get(hostOf(id)) as number[])
  }

  /** Runs the events of one host's cells that are due before `limit`. */
  private async runHost(members: readonly number[], limit: VirtualUs): Promise<void> {
    const timelines = members.map((index) => this.timelines[index] as Timeline)
    for (;;) {
      let first = timelines[0] as Timeline
      for (const other of timelines) if (other !== first && other.isBefore(first)) first = other
      if (!(first.nextTime() < limit)) break
      await this.runEvent(first)
    }
    members.forEach((index, at) => this.queue.set(index, (timelines[at] as Timeline).nextTime()))
  }

  /** Runs the earliest event of a cell until all code that it woke is still. */
  async runEvent(timeline: Timeline): Promise<void> {
    timeline.runOne()
    if (this.quiescence.pending) await this.quiescence.settle()
    timeline.settled()
    this.throwFault()
  }

  /** Time of this shard's earliest event, or Infinity. */
  earliest(): VirtualUs {
    return this.queue.firstTime()
  }

  /** Reads the cells' next times anew, after events were added from outside a window. */
  refresh(): void {
    for (let i = 0; i < this.timelines.length; i++) {
      this.queue.set(i, (this.timelines[i] as Timeline).nextTime())
    }
  }

  /** Ends the run with an error that did not come up through an event, e.g. from promise code. */
  fail(error: unknown): void {
    this.fault ??= { error }
  }

  /** Throws what `fail` was told, if anything; every driver asks after every event. */
  throwFault(): void {
    if (this.fault !== undefined) throw this.fault.error
  }

  /** Each cell's digest, as it stands. */
  digests(): Map<CellId, string> {
    return new Map(this.timelines.map((timeline) => [timeline.id, timeline.digest.hex()]))
  }

  private readonly post = (message: CellMessage): void => {
    if (this.byCell.has(message.to)) this.acceptLocal(message)
    else this.outbox.push(message)
  }

  private acceptLocal(message: CellMessage): void {
    const timeline = this.byCell.get(message.to) as Timeline
    timeline.accept(message)
    const index = this.indexByCell.get(message.to) as number
    if (message.at < this.queue.timeOf(index)) this.queue.set(index, message.at)
  }
}
