import { availableParallelism } from 'node:os'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { FrameMac, type Framing, PlainFraming } from '../controls/frames/frame-mac.ts'
import type { CellMessage } from '../kernel/timeline.ts'
import { SafeBounds } from './safe-bounds.ts'
import {
  abortExchange,
  boundsWords,
  createExchangeMemory,
  SharedExchange,
} from './shared-exchange.ts'

const SEED = 7
/** Where the words of two shards begin, in bytes. */
const WORDS = 4 * Float64Array.BYTES_PER_ELEMENT
/** The word that counts who has arrived at a barrier. */
const ARRIVED = 0
const open: MessagePort[] = []

afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

/**
 * Shard 1 of two meets an attacker in the place of shard 0: somebody who can write to the port and to
 * the shared memory, but has no key. It has begun the pass and put in one batch after the other.
 */
function meetAttacker(framing: Framing<CellMessage>, ...posted: unknown[]): readonly CellMessage[] {
  const memory = createExchangeMemory(2)
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  const exchange = beginAlone(memory, [port2, undefined], framing)
  const bounds = new SafeBounds(boundsWords(memory, 2), 0, 2)
  bounds.begin(10)
  bounds.publish(90)
  for (const batch of posted) {
    port1.postMessage(batch)
    bounds.postedTo(1, 100)
  }
  return exchange.advance(50, [], Infinity).inbox
}

/** Shard 1 of two, when shard 0 has arrived at the barrier. */
function beginAlone(
  memory: SharedArrayBuffer,
  ports: (MessagePort | undefined)[],
  framing?: Framing<CellMessage>,
): SharedExchange {
  const exchange = new SharedExchange(memory, 1, 2, ports, framing)
  new Int32Array(memory, WORDS)[ARRIVED] = 1
  exchange.begin(10)
  return exchange
}

const message: CellMessage = { to: 1, at: 100, order: 1, payload: 'not sent by any agent' }

test('an injected batch reaches the cells at F0', () => {
  expect(meetAttacker(new PlainFraming(), [message])).toEqual([message])
})

test('an injected batch ends the trial at F1, with a reason', () => {
  expect(() => meetAttacker(new FrameMac(SEED, 1, 2), [message])).toThrow(/frame from shard 0/)
})

test('a frame changed on its way ends the trial at F1', () => {
  const place = { meeting: 0, batch: 0 }
  const frame = new FrameMac<CellMessage>(SEED, 0, 2).pack(1, place, [message])
  expect(meetAttacker(new FrameMac(SEED, 1, 2), frame)).toEqual([message])
  const bytes = Uint8Array.from(frame.bytes)
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1
  expect(() => meetAttacker(new FrameMac(SEED, 1, 2), { ...frame, bytes })).toThrow(/refused/)
})

test('a frame that is left out, comes again or in another order ends the trial at F1', () => {
  const sender = new FrameMac<CellMessage>(SEED, 0, 2)
  const frames = [0, 1, 2].map((batch) => sender.pack(1, { meeting: 0, batch }, [message]))
  const receiver = (): FrameMac<CellMessage> => new FrameMac(SEED, 1, 2)
  const [first, second, third] = frames
  expect(meetAttacker(receiver(), first, second, third)).toHaveLength(3)
  expect(() => meetAttacker(receiver(), first, third)).toThrow(/refused/)
  expect(() => meetAttacker(receiver(), first, first)).toThrow(/refused/)
  expect(() => meetAttacker(receiver(), second, first)).toThrow(/refused/)
  const ofLastPass = sender.pack(1, { meeting: 1, batch: 0 }, [message])
  expect(() => meetAttacker(receiver(), ofLastPass)).toThrow(/refused/)
})

test('a shard that waits, or will, ends when the trial is aborted', () => {
  const memory = createExchangeMemory(2)
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  const exchange = beginAlone(memory, [port2, undefined])
  abortExchange(memory, 2)
  const aborted = expect.objectContaining({ code: 'INTERRUPTED' })
  expect(() => exchange.advance(50, [], Infinity)).toThrow(aborted)
  expect(() => exchange.end()).toThrow(aborted)
  expect(() => exchange.agree(1)).toThrow(aborted)
})

test('a shard that sleeps ends when the trial is aborted, and the time counts as waited', async () => {
  const memory = createExchangeMemory(2)
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  const exchange = beginAlone(memory, [port2, undefined])
  const code = `
    const { workerData } = require('node:worker_threads')
    const words = new Int32Array(workerData, ${WORDS})
    const sleeps = 32 + 32 + 32 + 1
    while (Atomics.load(words, sleeps) === 0);
    Atomics.store(words, 2, 1)
    Atomics.add(words, 32 + 1, 1)
    Atomics.notify(words, 32 + 1)
  `
  const worker = new Worker(code, { eval: true, workerData: memory })
  expect(() => exchange.advance(50, [], Infinity)).toThrow(/ended early/)
  expect(exchange.waitedMs).toBeGreaterThan(0)
  // What it looked before it slept is no work of the trial; each shard can tell the sum.
  const idleUs = exchange.idleCpuUs()
  expect(idleUs).toBeLessThanOrEqual(exchange.waitedMs * 1000)
  expect(idleUs > 0).toBe(availableParallelism() > 1)
  expect(new SharedExchange(memory, 0, 2, [undefined, port1]).idleCpuUs()).toBe(idleUs)
  await worker.terminate()
})
