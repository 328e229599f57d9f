/**
 * How far a shard may run while the others run too: the pure part of a conservative parallel
 * simulation without a barrier (Chandy & Misra 1979; Bryant 1977). Theirs creeps through idle time by
 * null messages, one lookahead each; here bounds are in shared memory, so a shard reads all of them at
 * one instant and leaps (a global virtual time in the sense of Jefferson 1985, by double collect).
 *
 * Each shard publishes, in a record that it alone writes,
 *  - `next`: no event that it has, or that runs, is earlier;
 *  - `flight`: no message that it sent, and that its receiver has not acknowledged, is due earlier (by
 *    receiver: the least, its receiver, and the least of all others).
 *
 * Rules. (1) What an event sent is in its receiver's hands before `next` rises above that event.
 * (2) A message is acknowledged only after the receiver has published a `next` that knows it.
 * (3) A shard reads the others' records at one instant (no version changed between two readings), and
 * takes everything out of its mailbox after that.
 *
 * Why it is safe. Take the instant of (3) in shard j, and let F be the least of the others' `next`, of
 * their `flight` to others than j, and of j's own `flight`. By (1) and (2) every event of another
 * shard, now or ever, that j has not caused from now on follows from something due at F or later: an
 * event that its shard's `next` covers, or a message that its sender's `flight` covers. So a message
 * to j that comes of it is due at F + lookahead or later, and what was sent to j before is in the
 * mailbox. What j itself causes from now on comes back two lookaheads after its cause at the
 * earliest, and j never runs further than one beyond its own next event before it reads again.
 * Therefore j may run everything earlier than F + lookahead.
 *
 * Why it goes on. Whoever has the least time anywhere, as `next` or in its mailbox, is let run by the
 * others' records; and whoever sleeps is woken by the one whose step lets it run: by a message, an
 * acknowledgement, or a `next` that passes what the sleeper waits for. A sleeper says that it sleeps
 * before it reads a last time, and others publish before they look for sleepers, so none is missed.
 * Who ends a pass leaves a record behind that lets all others end it.
 */
import type { VirtualUs } from '../kernel/units.ts'

/** Shared words, read and written one at a time, in an order that all shards agree on. */
export interface SharedWords {
  load(index: number): number
  store(index: number, value: number): void
  /** Ends the sleep of a shard. */
  wake(shard: number): void
}

const VERSION = 0
const SLEEPS = 1
const NEXT = 2
const FLIGHT = 4
const FLIGHT_TO = 6
const FLIGHT_OTHERS = 7
/** What is read at one instant ends here; then come the numbers sent to and received from each shard. */
const COUNTS = 9
/** A record fills cache lines of its own, two together because they are fetched in pairs. */
const LINE_WORDS = 32
const NOBODY = -1

/** Words of one shard's record. */
export function recordWords(shards: number): number {
  return Math.ceil((COUNTS + 2 * shards) / LINE_WORDS) * LINE_WORDS
}

interface Flight {
  readonly number: number
  readonly at: VirtualUs
}

/** One shard's view of the bounds; all of its times are of the pass under way. */
export class SafeBounds {
  private readonly words: SharedWords
  private readonly shard: number
  private readonly shards: number
  private readonly size: number
  private lookaheadUs = 0
  private version = 0
  /** Batches sent to, and taken from, each shard, ever. */
  private readonly sent: number[]
  private readonly taken: number[]
  private readonly acknowledged: number[]
  /** By receiver: batches under way, the first first, and the earliest time in them. */
  private readonly flights: Flight[][]
  private readonly flightAt: VirtualUs[]
  /** As published; at first nothing is. */
  private next: VirtualUs = Number.NaN
  private flight: VirtualUs = Number.NaN
  private flightTo = Number.NaN
  private flightOthers: VirtualUs = Number.NaN
  private readonly time = new Float64Array(1)
  private readonly halves = new Int32Array(this.time.buffer)

  constructor(words: SharedWords, shard: number, shards: number) {
    this.words = words
    this.shard = shard
    this.shards = shards
    this.size = recordWords(shards)
    this.sent = new Array<number>(shards).fill(0)
    this.taken = new Array<number>(shards).fill(0)
    this.acknowledged = new Array<number>(shards).fill(0)
    this.flights = Array.from({ length: shards }, () => [])
    this.flightAt = new Array<number>(shards).fill(Infinity)
  }

  /**
   * Nothing is known of the pass that begins. All shards begin, and only then does any read: the caller
   * sees to that, and to everything sent in the last pass having been taken.
   */
  begin(lookaheadUs: VirtualUs): void {
    this.lookaheadUs = lookaheadUs
    for (const flights of this.flights) flights.length = 0
    this.flightAt.fill(Infinity)
    this.write(-Infinity, Infinity, NOBODY, Infinity)
  }

  /** A batch is in the hands of shard `to`; `at` is the earliest time in it. */
  postedTo(to: number, at: VirtualUs): void {
    const number = ((this.sent[to] as number) + 1) | 0
    this.sent[to] = number
    ;(this.flights[to] as Flight[]).push({ number, at })
    if (at < (this.flightAt[to] as number)) this.flightAt[to] = at
    this.words.store(this.sentIndex(this.shard, to), number)
    if (this.sleeps(to)) this.words.wake(to)
  }

  /** Batches that are in the mailbox from shard `from`. */
  waitingFrom(from: number): number {
    return (this.words.load(this.sentIndex(from, this.shard)) - (this.taken[from] as number)) | 0
  }

  /** Which batch from that shard, counted from 0 over all passes, comes next. */
  nextFrom(from: number): number {
    return this.taken[from] as number
  }

  /** Which batch to that shard comes next. */
  nextTo(to: number): number {
    return this.sent[to] as number
  }

  /** The next batch from that shard has been taken; its events are known before the next `publish`. */
  tookFrom(from: number): void {
    this.taken[from] = ((this.taken[from] as number) + 1) | 0
  }

  /**
   * No event of this shard before the end of the pass is earlier than `next`, which is at most that
   * end; all that earlier ones sent is posted, and all that was taken is known.
   */
  publish(next: VirtualUs): void {
    this.readAcknowledgements()
    let flight = Infinity
    let flightTo = NOBODY
    let flightOthers = Infinity
    for (let to = 0; to < this.shards; to++) {
      const at = this.flightAt[to] as number
      if (at < flight) {
        flightOthers = flight
        flight = at
        flightTo = to
      } else if (at < flightOthers) flightOthers = at
    }
    const before = this.next
    const [oldFlight, oldTo, oldOthers] = [this.flight, this.flightTo, this.flightOthers]
    const changed =
      next !== before || flight !== oldFlight || flightTo !== oldTo || flightOthers !== oldOthers
    if (changed) this.write(next, flight, flightTo, flightOthers)
    for (let other = 0; other < this.shards; other++) {
      if (other === this.shard) continue
      const acknowledges = this.acknowledge(other)
      if (!(changed || acknowledges) || !this.sleeps(other)) continue
      const was = Math.min(before, oldTo === other ? oldOthers : oldFlight)
      const is = Math.min(next, flightTo === other ? flightOthers : flight)
      if (acknowledges || this.lets(other, was, is)) this.words.wake(other)
    }
  }

  /**
   * What this shard may run to, exclusively, once it has emptied its mailbox; undefined if the others
   * did not stand still for one instant. By the acknowledgements that `publish` read: whoever ends the
   * pass by this limit must not leave a record behind that holds others back.
   */
  limit(): VirtualUs | undefined {
    const { words, shard, shards, size } = this
    let first = Infinity
    let versions = 0
    for (let other = 0; other < shards; other++) {
      if (other === shard) continue
      const record = other * size
      const version = words.load(record + VERSION)
      if ((version & 1) === 1) return undefined
      versions = (versions + version) | 0
      const next = this.timeAt(record + NEXT)
      const flightTo = words.load(record + FLIGHT_TO)
      const flight = this.timeAt(record + (flightTo === shard ? FLIGHT_OTHERS : FLIGHT))
      if (next < first) first = next
      if (flight < first) first = flight
    }
    // Versions only rise, so their sum is the same only if each is.
    let again = 0
    for (let other = 0; other < shards; other++) {
      if (other !== shard) again = (again + words.load(other * size + VERSION)) | 0
    }
    if (again !== versions) return undefined
    for (const at of this.flightAt) if (at < first) first = at
    return first + this.lookaheadUs
  }

  /** From here on others wake this shard. It must look once more before it sleeps. */
  fallAsleep(): void {
    this.words.store(this.shard * this.size + SLEEPS, 1)
  }

  awake(): void {
    this.words.store(this.shard * this.size + SLEEPS, 0)
  }

  private sleeps(other: number): boolean {
    return this.words.load(other * this.size + SLEEPS) === 1
  }

  /**
   * True if a sleeper may run, or end the pass, because this shard's bound rose from `was` to `is`. To
   * end it, the limit must reach what the sleeper published, not pass it.
   */
  private lets(sleeper: number, was: VirtualUs, is: VirtualUs): boolean {
    const wanted = this.timeAt(sleeper * this.size + NEXT)
    const [low, high] = [was + this.lookaheadUs, is + this.lookaheadUs]
    return (low < wanted && high >= wanted) || (low === wanted && high > wanted)
  }

  private readAcknowledgements(): void {
    for (let to = 0; to < this.shards; to++) {
      const flights = this.flights[to] as Flight[]
      if (flights.length === 0) continue
      const received = this.words.load(this.receivedIndex(to, this.shard))
      let arrived = 0
      while (arrived < flights.length) {
        if ((((flights[arrived] as Flight).number - received) | 0) > 0) break
        arrived++
      }
      if (arrived === 0) continue
      flights.splice(0, arrived)
      this.flightAt[to] = flights.reduce((least, { at }) => Math.min(least, at), Infinity)
    }
  }

  /** Says how much from a shard is in what was published; true if that is news. */
  private acknowledge(from: number): boolean {
    const taken = this.taken[from] as number
    if (taken === this.acknowledged[from]) return false
    this.acknowledged[from] = taken
    this.words.store(this.receivedIndex(this.shard, from), taken)
    return true
  }

  private write(
    next: VirtualUs,
    flight: VirtualUs,
    flightTo: number,
    flightOthers: VirtualUs,
  ): void {
    const record = this.shard * this.size
    const { words } = this
    this.version = (this.version + 2) | 0
    words.store(record + VERSION, this.version - 1)
    if (next !== this.next) this.storeTime(record + NEXT, next)
    if (flight !== this.flight) this.storeTime(record + FLIGHT, flight)
    if (flightTo !== this.flightTo) words.store(record + FLIGHT_TO, flightTo)
    if (flightOthers !== this.flightOthers) this.storeTime(record + FLIGHT_OTHERS, flightOthers)
    words.store(record + VERSION, this.version)
    this.next = next
    this.flight = flight
    this.flightTo = flightTo
    this.flightOthers = flightOthers
  }

  private timeAt(index: number): VirtualUs {
    this.halves[0] = this.words.load(index)
    this.halves[1] = this.words.load(index + 1)
    return this.time[0] as number
  }

  private storeTime(index: number, time: VirtualUs): void {
    this.time[0] = time
    const [low, high] = [this.halves[0] as number, this.halves[1] as number]
    this.words.store(index, low)
    this.words.store(index + 1, high)
  }

  private sentIndex(from: number, to: number): number {
    return from * this.size + COUNTS + to
  }

  private receivedIndex(by: number, from: number): number {
    return by * this.size + COUNTS + this.shards + from
  }
}
