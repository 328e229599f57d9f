/**
 * The exchange of shards on different threads. Times and counts are agreed in shared memory behind a
 * futex barrier; messages go through one port for each pair of shards, in batches, and are read
 * synchronously, so a window costs no turn of the event loop. Memory is bounded by one window: nobody
 * starts the next before everybody has read this one's messages.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { type Framing, PlainFraming } from '../controls/frames/frame-mac.ts'
import type { TrialExchange } from '../engine/trial-exchange.ts'
import { MusterError } from '../kernel/errors.ts'
import { hostNowMs } from '../kernel/host-clock.ts'
import type { WindowStart } from '../kernel/shard.ts'
import type { CellMessage } from '../kernel/timeline.ts'
import type { CellId, VirtualUs } from '../kernel/units.ts'

const ARRIVED = 0
const GENERATION = 1
const ABORTED = 2
const HEADER = 4
const BATCH = 2048
const WAIT_MS = 250

/** Shared memory for `shards` shards. Two copies of everything, used in turn, spare a second barrier. */
export function createExchangeMemory(shards: number): SharedArrayBuffer {
  const numbers = 2 * (shards + 1) * Float64Array.BYTES_PER_ELEMENT
  const words = (HEADER + 2 * shards * shards) * Int32Array.BYTES_PER_ELEMENT
  return new SharedArrayBuffer(numbers + words)
}

function views(memory: SharedArrayBuffer, shards: number): [Float64Array, Int32Array] {
  const count = 2 * (shards + 1)
  return [
    new Float64Array(memory, 0, count),
    new Int32Array(memory, count * Float64Array.BYTES_PER_ELEMENT),
  ]
}

/** Makes every shard that waits, or will wait, throw. */
export function abortExchange(memory: SharedArrayBuffer, shards: number): void {
  const [, words] = views(memory, shards)
  Atomics.store(words, ABORTED, 1)
  Atomics.notify(words, GENERATION)
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
  private readonly shard: number
  private readonly shards: number
  private readonly numbers: Float64Array
  private readonly words: Int32Array
  private readonly ports: readonly (MessagePort | undefined)[]
  private readonly framing: Framing<CellMessage>
  private readonly shardOf: (cell: CellId) => number
  private round = 0

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
    ;[this.numbers, this.words] = views(memory, shards)
    this.shard = shard
    this.shards = shards
    this.ports = ports
  }

  meet(earliest: VirtualUs, outbox: readonly CellMessage[]): WindowStart {
    const meeting = this.round++
    const half = meeting & 1
    const { shard, shards, numbers } = this
    let mine = earliest
    for (const message of outbox) if (message.at < mine) mine = message.at
    this.send(half, meeting, outbox)
    numbers[half * (shards + 1) + shard] = mine
    this.barrier()
    let first = Infinity
    for (let other = 0; other < shards; other++) {
      const theirs = numbers[half * (shards + 1) + other] as number
      if (theirs < first) first = theirs
    }
    return { earliest: first, inbox: this.receive(half, meeting) }
  }

  agree(value: number): number {
    const half = this.round++ & 1
    const slot = half * (this.shards + 1) + this.shards
    if (this.shard === 0) this.numbers[slot] = value
    this.clearCounts(half)
    this.barrier()
    return this.numbers[slot] as number
  }

  private send(half: number, meeting: number, outbox: readonly CellMessage[]): void {
    this.clearCounts(half)
    if (outbox.length === 0) return
    const byShard: CellMessage[][] = Array.from({ length: this.shards }, () => [])
    for (const message of outbox) {
      ;(byShard[this.shardOf(message.to)] as CellMessage[]).push(message)
    }
    byShard.forEach((messages, to) => {
      let batch = 0
      for (let at = 0; at < messages.length; at += BATCH, batch++) {
        const place = { meeting, batch }
        const packed = this.framing.pack(to, place, messages.slice(at, at + BATCH))
        ;(this.ports[to] as MessagePort).postMessage(packed)
      }
      Atomics.store(this.words, this.countIndex(half, this.shard, to), batch)
    })
  }

  private receive(half: number, meeting: number): CellMessage[] {
    const inbox: CellMessage[] = []
    for (let from = 0; from < this.shards; from++) {
      if (from === this.shard) continue
      const batches = Atomics.load(this.words, this.countIndex(half, from, this.shard))
      let batch = 0
      while (batch < batches) {
        const received = receiveMessageOnPort(this.ports[from] as MessagePort)
        if (received === undefined) continue
        const place = { meeting, batch }
        for (const one of this.framing.unpack(from, place, received.message)) inbox.push(one)
        batch++
      }
    }
    return inbox
  }

  private clearCounts(half: number): void {
    for (let to = 0; to < this.shards; to++) {
      Atomics.store(this.words, this.countIndex(half, this.shard, to), 0)
    }
  }

  private countIndex(half: number, from: number, to: number): number {
    return HEADER + (half * this.shards + from) * this.shards + to
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
    if (Atomics.load(words, ABORTED) === 1) {
      throw new MusterError('INTERRUPTED', 'another shard of this trial ended early')
    }
  }
}
