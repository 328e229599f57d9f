import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { FrameMac, type Framing, PlainFraming } from '../controls/frames/frame-mac.ts'
import type { CellMessage } from '../kernel/timeline.ts'
import { createExchangeMemory, SharedExchange } from './shared-exchange.ts'

const SEED = 7
const open: MessagePort[] = []

afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

/**
 * Shard 1 of two meets an attacker in the place of shard 0: somebody who can write to the port and to
 * the shared memory, but has no key. It has put one batch in, and has arrived at the barrier.
 */
function meetAttacker(framing: Framing<CellMessage>, posted: unknown): readonly CellMessage[] {
  const memory = createExchangeMemory(2)
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  port1.postMessage(posted)
  const words = new Int32Array(memory, 2 * 3 * Float64Array.BYTES_PER_ELEMENT)
  const [arrived, header] = [0, 4]
  words[arrived] = 1
  // Batches of the first half, from shard 0 to shard 1.
  words[header + 1] = 1
  return new SharedExchange(memory, 1, 2, [port2, undefined], framing).meet(50, []).inbox
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
