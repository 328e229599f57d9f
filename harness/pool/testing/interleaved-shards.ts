/**
 * Shards that pass tokens over `SafeBounds`, on one thread, one after the other or in the middle of each
 * other: whenever one reads or writes a shared word, another may take whole steps of its own. The order
 * follows from a seed, so a run that goes wrong can be had again.
 */
import { choice, exponential, purpose, uniform } from '../../kernel/random.ts'
import type { VirtualUs } from '../../kernel/units.ts'
import { recordWords, SafeBounds, type SharedWords } from '../safe-bounds.ts'

const ORDER = purpose('test.bounds.order')
const GAP = purpose('test.bounds.gap')
const TARGET = purpose('test.bounds.target')
const START = purpose('test.bounds.start')
const KIND = purpose('test.bounds.kind')

export const LOOKAHEAD = 100

/** An event: the hop of a token, where and when. */
export interface Hop {
  readonly token: number
  readonly hop: number
  readonly place: number
  readonly at: VirtualUs
}

export interface TokenModel {
  readonly seed: number
  readonly tokens: number
  /** Places that tokens visit; a place is in shard `place % shards`. */
  readonly places: number
  readonly until: VirtualUs
}

/** The first hops of all tokens: some at once, some far in the future. */
function firstHops({ seed, tokens, places }: TokenModel): Hop[] {
  return Array.from({ length: tokens }, (_, token) => ({
    token,
    hop: 0,
    place: choice(places, seed, TARGET, token, -1),
    at: uniform(seed, KIND, token) < 0.3 ? 1e6 : choice(3, seed, START, token) * LOOKAHEAD,
  }))
}

/** What a hop leads to: mostly another place as soon as can be, at times a long rest in its own. */
function hopAfter({ seed, places }: TokenModel, { token, hop, place, at }: Hop): Hop {
  const kind = uniform(seed, KIND, token, hop, 1)
  const rests = kind < 0.4
  const gap = Math.floor(exponential(kind < 0.05 ? 5000 : 30, seed, GAP, token, hop))
  return {
    token,
    hop: hop + 1,
    place: rests ? place : choice(places, seed, TARGET, token, hop),
    at: at + (rests ? gap : LOOKAHEAD + (kind < 0.7 ? 0 : gap)),
  }
}

const earliestFirst = (a: Hop, b: Hop): number => a.at - b.at || a.token - b.token

/** All hops before the end, by one queue: what any number of shards must come to. */
export function hopsAlone(model: TokenModel): Hop[] {
  const pending = firstHops(model)
  const done: Hop[] = []
  for (;;) {
    pending.sort(earliestFirst)
    const hop = pending.shift()
    if (hop === undefined || hop.at >= model.until) return done.sort(earliestFirst)
    done.push(hop)
    pending.push(hopAfter(model, hop))
  }
}

class TokenShard {
  readonly done: Hop[] = []
  state: 'awake' | 'asleep' | 'ended' | 'stepping' = 'awake'
  private readonly bounds: SafeBounds
  private readonly shard: number
  private readonly world: InterleavedShards
  private pending: Hop[]
  private clock = -Infinity

  constructor(world: InterleavedShards, shard: number, bounds: SafeBounds, pending: Hop[]) {
    this.world = world
    this.shard = shard
    this.bounds = bounds
    this.pending = pending
    bounds.begin(LOOKAHEAD)
  }

  /** As the exchange and the shard of a trial do it between two steps, and in one. */
  step(): void {
    this.state = 'stepping'
    const { until } = this.world.model
    if (this.look()) return this.goOn()
    this.bounds.fallAsleep()
    this.world.woken.delete(this.shard)
    if (this.look()) {
      this.bounds.awake()
      return this.goOn()
    }
    this.state = this.world.woken.has(this.shard) ? 'awake' : 'asleep'
    if (this.first() >= until && this.state === 'asleep') this.world.idleSleeps++
  }

  private limit = -Infinity

  private look(): boolean {
    const { model, shards } = this.world
    const next = Math.min(this.first(), model.until)
    this.bounds.publish(next)
    const limit = this.bounds.limit()
    this.limit = limit ?? -Infinity
    // Others moved meanwhile, so there is no reason to sleep.
    if (limit === undefined) return true
    let came = false
    for (let from = 0; from < shards; from++) {
      if (from === this.shard) continue
      for (let waiting = this.bounds.waitingFrom(from); waiting > 0; waiting--) {
        const batch = this.world.mailbox(from, this.shard).shift() as Hop[]
        for (const hop of batch) {
          if (hop.at < this.clock) throw new Error(`${hop.at} is before ${this.clock}`)
          this.pending.push(hop)
        }
        this.bounds.tookFrom(from)
        came = true
      }
    }
    return came || this.limit > next || this.limit >= model.until
  }

  private goOn(): void {
    const { until } = this.world.model
    this.state = 'awake'
    const first = this.first()
    if (first >= until && this.limit >= until) {
      this.state = 'ended'
      return
    }
    const end = Math.min(this.limit, until, first + LOOKAHEAD / this.world.steps)
    const outbox: Hop[] = []
    this.state = 'stepping'
    while (this.first() < end) {
      const hop = this.pending.shift() as Hop
      this.clock = hop.at
      this.done.push(hop)
      const after = hopAfter(this.world.model, hop)
      if (this.world.homeOf(after.place) === this.shard) this.pending.push(after)
      else outbox.push(after)
    }
    for (let to = 0; to < this.world.shards; to++) {
      const batch = outbox.filter(({ place }) => this.world.homeOf(place) === to)
      if (batch.length === 0) continue
      this.world.mailbox(this.shard, to).push(batch)
      this.bounds.postedTo(to, Math.min(...batch.map(({ at }) => at)))
    }
    this.state = 'awake'
  }

  private first(): VirtualUs {
    this.pending.sort(earliestFirst)
    return this.pending[0]?.at ?? Infinity
  }
}

export class InterleavedShards {
  readonly model: TokenModel
  readonly shards: number
  /** Into how many steps each cuts a window. */
  readonly steps: number
  /** Who was woken since it last fell asleep. */
  readonly woken = new Set<number>()
  /** How often a shard fell asleep that had nothing to do. */
  idleSleeps = 0
  private readonly mailboxes: readonly Hop[][][]
  private readonly seed: number
  private readonly members: readonly TokenShard[] = []
  private draws = 0

  constructor(model: TokenModel, shards: number, seed: number) {
    this.model = model
    this.shards = shards
    this.seed = seed
    this.steps = 1 + choice(3, seed, ORDER, -2) * 7
    this.mailboxes = Array.from({ length: shards * shards }, () => [])
    const memory = new Int32Array(shards * recordWords(shards))
    const words: SharedWords = {
      load: (index) => {
        this.interrupt()
        return memory[index] as number
      },
      store: (index, value) => {
        this.interrupt()
        memory[index] = value
      },
      wake: (shard) => {
        this.woken.add(shard)
        const member = this.members[shard] as TokenShard
        if (member.state === 'asleep') member.state = 'awake'
      },
    }
    const first = firstHops(model)
    this.members = Array.from({ length: shards }, (_, shard) => {
      const own = first.filter(({ place }) => this.homeOf(place) === shard)
      return new TokenShard(this, shard, new SafeBounds(words, shard, shards), own)
    })
  }

  /** Batches under way from one shard to another. */
  mailbox(from: number, to: number): Hop[][] {
    return this.mailboxes[from * this.shards + to] as Hop[][]
  }

  homeOf(place: number): number {
    return place % this.shards
  }

  /** Runs all shards to the end; throws if none can go on before that, or if a message comes late. */
  run(): Hop[] {
    for (;;) {
      if (this.members.every(({ state }) => state === 'ended')) break
      const ready = this.members.filter(({ state }) => state === 'awake')
      if (ready.length === 0) throw new Error('all shards sleep')
      this.pick(ready).step()
    }
    return this.members.flatMap(({ done }) => done).sort(earliestFirst)
  }

  /** Lets others step in the middle of a step, as deep as there are shards. */
  private interrupt(): void {
    while (this.members.length > 0 && uniform(this.seed, ORDER, this.draws++, 0) < 0.12) {
      const ready = this.members.filter(({ state }) => state === 'awake')
      if (ready.length === 0) return
      this.pick(ready).step()
    }
  }

  private pick(ready: readonly TokenShard[]): TokenShard {
    return ready[choice(ready.length, this.seed, ORDER, this.draws++, 1)] as TokenShard
  }
}
