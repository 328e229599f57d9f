/**
 * The exchange of shards on different threads. Bounds are in shared memory (`safe-bounds.ts`), so no
 * shard waits for another longer than it must; messages go through one port for each pair of shards,
 * in batches, and are read synchronously, so a look at the others costs no turn of the event loop.
 * Memory is bounded by the lookahead: nobody runs further than that ahead of who has not read yet.
 */
import { availableParallelism } from 'node:os'
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { type Framing, PlainFraming } from '../controls/frames/frame-mac.ts'
import type { TrialExchange } from '../engine/trial-exchange.ts'
import { MusterError } from '../kernel/errors.ts'
import { hostNowMs } from '../kernel/host-clock.ts'
import type { Advance } from '../kernel/shard.ts'
import type { CellMessage } from '../kernel/timeline.ts'
import type { CellId, VirtualUs } from '../kernel/units.ts'
import { recordWords, SafeBounds, type SharedWords } from './safe-bounds.ts'

const SPUN = 2
const ARRIVED = 0
const GENERATION = 1
const ABORTED = 2
/** A word for each shard that changes when it is woken comes after these. */
const HEADER = 32
const BATCH = 2048
const NOTHING: readonly CellMessage[] = []
const WAIT_MS = 250
/**
 * Who waits longer sleeps. Most waits are for an event of the other shard, which a signature makes half
 * a millisecond long; a thread that has slept runs its next events up to a third slower (measured on
 * two virtual cores), so only long pauses are worth a sleep.
 */
const SPIN_MS = 1
/** Steps of a window: a step ends with a look at the others, which costs less than an event. */
const STEPS = 16

/**
 * Shared memory for `shards` shards. Two numbers to agree on, used in turn, spare a second barrier; then
 * come what each has spun, in µs.
 */
export function createExchangeMemory(shards: number): SharedArrayBuffer {
  const numbers = (SPUN + shards) * Float64Array.BYTES_PER_ELEMENT
  const words = HEADER + bellWords(shards) + shards * recordWords(shards)
  return new SharedArrayBuffer(numbers + words * Int32Array.BYTES_PER_ELEMENT)
}

function bellWords(shards: number): number {
  return Math.ceil(shards / HEADER) * HEADER
}

function views(memory: SharedArrayBuffer, shards: number): [Float64Array, Int32Array] {
  const count = SPUN + shards
  return [
    new Float64Array(memory, 0, count),
    new Int32Array(memory, count * Float64Array.BYTES_PER_ELEMENT),
  ]
}

/** The words of the shards' bounds. */
export function boundsWords(memory: SharedArrayBuffer, shards: number): SharedWords {
  const [, words] = views(memory, shards)
  const start = HEADER + bellWords(shards)
  return {
    load: (index) => Atomics.load(words, start + index),
    store: (index, value) => void Atomics.store(words, start + index, value),
    wake: (shard) => ring(words, shard),
  }
}

/** Makes every shard that waits, or will wait, throw. */
export function abortExchange(memory: SharedArrayBuffer, shards: number): void {
  const [, words] = views(memory, shards)
  Atomics.store(words, ABORTED, 1)
  Atomics.notify(words, GENERATION)
  for (let shard = 0; shard < shards; shard++) ring(words, shard)
}

function ring(words: Int32Array, shard: number): void {
  Atomics.add(words, HEADER + shard, 1)
  Atomics.notify(words, HEADER + shard)
}

/** One channel for each pair of shards; `[a][b]` is a's end of the channel to b. */
export function connectShards(shards: number): (MessagePort | undefined)[][] {
  const ports = Array.from({ length: shards }, () => new Array<MessagePort | undefined>(shards))
  for (let a = 0; a < shards; a++) {
    for (let b = a + 1; b < shards; b++) {
      const { port1, port2 } = new MessageChannel()
      ;(ports[a] as (MessagePort | undefined)[])[b] = port1
      ;(ports[b] as (MessagePort | undefined)[])[a] = port2
    }
  }
  return ports
}

export class SharedExchange implements TrialExchange {
  waitedMs = 0
  readonly steps = STEPS
  private readonly shard: number
  private readonly shards: number
  private readonly numbers: Float64Array
  private readonly words: Int32Array
  private readonly bounds: SafeBounds
  private readonly ports: readonly (MessagePort | undefined)[]
  private readonly framing: Framing<CellMessage>
  private readonly shardOf: (cell: CellId) => number
  private readonly spinMs: number
  private round = 0
  private pass = -1
  private spunUs = 0

  /**
   * `ports[s]` leads to shard s; the own place is empty. `framing`: how batches travel, F0 or F1.
   * `shardOf`: where a cell is; by default cells are dealt to the shards in turn.
   */
  constructor(
    memory: SharedArrayBuffer,
    shard: number,
    shards: number,
    ports: readonly (MessagePort | undefined)[],
    framing: Framing<CellMessage> = new PlainFraming(),
    shardOf: (cell: CellId) => number = (cell) => cell % shards,
  ) {
    this.shardOf = shardOf
    this.framing = framing
    const [numbers, words] = views(memory, shards)
    this.numbers = numbers
    this.words = words
    this.shard = shard
    this.shards = shards
    this.ports = ports
    // A thread that spins must not take the core of the one that it waits for.
    this.spinMs = shards <= availableParallelism() ? SPIN_MS : 0
    this.bounds = new SafeBounds(boundsWords(memory, shards), shard, shards)
  }

  begin(lookaheadUs: VirtualUs): void {
    this.pass++
    this.bounds.begin(lookaheadUs)
    this.barrier()
  }

  advance(earliest: VirtualUs, outbox: readonly CellMessage[], until: VirtualUs): Advance {
    if (outbox.length > 0) this.post(outbox)
    const next = Math.min(earliest, until)
    return this.look(next, until) ?? this.wait(next, until)
  }

  end(): readonly CellMessage[] {
    this.barrier()
    return this.take()
  }

  agree(value: number): number {
    const slot = this.round++ & 1
    if (this.shard === 0) this.numbers[slot] = value
    this.barrier()
    return this.numbers[slot] as number
  }

  idleCpuUs(): number {
    let us = 0
    for (let shard = 0; shard < this.shards; shard++) us += this.numbers[SPUN + shard] as number
    return us
  }

  /** Publishes and reads; undefined if there is nothing to do yet. */
  private look(next: VirtualUs, until: VirtualUs): Advance | undefined {
    this.throwIfAborted()
    this.bounds.publish(next)
    let limit = this.bounds.limit()
    while (limit === undefined) {
      this.throwIfAborted()
      limit = this.bounds.limit()
    }
    const inbox = this.take()
    if (inbox.length > 0 || limit > next || limit >= until) return { limit, inbox }
    return undefined
  }

  /** Spins for a moment, because most waits are short, and then sleeps. */
  private wait(next: VirtualUs, until: VirtualUs): Advance {
    const start = hostNowMs()
    try {
      do {
        const advance = this.look(next, until)
        if (advance !== undefined) return advance
      } while (hostNowMs() - start < this.spinMs)
      for (;;) {
        const advance = this.sleep(next, until)
        if (advance !== undefined) return advance
      }
    } finally {
      const waitedMs = hostNowMs() - start
      this.waitedMs += waitedMs
      this.spunUs += Math.min(waitedMs, this.spinMs) * 1000
      this.numbers[SPUN + this.shard] = this.spunUs
    }
  }

  /** Sleeps until woken, unless a last look finds something to do. */
  private sleep(next: VirtualUs, until: VirtualUs): Advance | undefined {
    const bell = HEADER + this.shard
    const rung = Atomics.load(this.words, bell)
    this.bounds.fallAsleep()
    const advance = this.look(next, until)
    if (advance === undefined) Atomics.wait(this.words, bell, rung, WAIT_MS)
    this.bounds.awake()
    return advance
  }

  private post(outbox: readonly CellMessage[]): void {
    const byShard: CellMessage[][] = Array.from({ length: this.shards }, () => [])
    for (const message of outbox) {
      ;(byShard[this.shardOf(message.to)] as CellMessage[]).push(message)
    }
    byShard.forEach((messages, to) => {
      for (let at = 0; at < messages.length; at += BATCH) {
        const batch = messages.slice(at, at + BATCH)
        const place = { meeting: this.pass, batch: this.bounds.nextTo(to) }
        ;(this.ports[to] as MessagePort).postMessage(this.framing.pack(to, place, batch))
        this.bounds.postedTo(
          to,
          batch.reduce((least, message) => Math.min(least, message.at), Infinity),
        )
      }
    })
  }

  private take(): readonly CellMessage[] {
    // Made only when it is needed: who waits looks millions of times.
    let inbox: CellMessage[] | undefined
    for (let from = 0; from < this.shards; from++) {
      if (from === this.shard) continue
      let waiting = this.bounds.waitingFrom(from)
      while (waiting > 0) {
        const received = receiveMessageOnPort(this.ports[from] as MessagePort)
        if (received === undefined) continue
        const place = { meeting: this.pass, batch: this.bounds.nextFrom(from) }
        inbox ??= []
        for (const one of this.framing.unpack(from, place, received.message)) inbox.push(one)
        this.bounds.tookFrom(from)
        waiting--
      }
    }
    return inbox ?? NOTHING
  }

  private barrier(): void {
    const { words, shards } = this
    const generation = Atomics.load(words, GENERATION)
    if (Atomics.add(words, ARRIVED, 1) + 1 === shards) {
      Atomics.store(words, ARRIVED, 0)
      Atomics.add(words, GENERATION, 1)
      Atomics.notify(words, GENERATION)
    } else {
      const start = hostNowMs()
      while (Atomics.load(words, GENERATION) === generation) {
        if (Atomics.load(words, ABORTED) === 1) break
        Atomics.wait(words, GENERATION, generation, WAIT_MS)
      }
      this.waitedMs += hostNowMs() - start
    }
    this.throwIfAborted()
  }

  private throwIfAborted(): void {
    if (Atomics.load(this.words, ABORTED) === 1) {
      throw new MusterError('INTERRUPTED', 'another shard of this trial ended early')
    }
  }
}
