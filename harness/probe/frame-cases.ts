/** Batches of messages between shards as cases: serialised and read back, with a MAC and without. */
import { deserialize, serialize } from 'node:v8'
import { FrameMac } from '../controls/frames/frame-mac.ts'
import type { CellMessage } from '../kernel/timeline.ts'
import { MESSAGE } from './guard-cases.ts'
import type { TimedCase } from './timed-case.ts'

const SEED = 7
/** Messages of a batch. */
export const FRAME_MESSAGES = 100

/** What a batch costs without a MAC: making bytes of it and reading them. */
export function batchCase(name: string): TimedCase {
  const batch = messages()
  return { name, batch: 1, run: () => void deserialize(serialize(batch)) }
}

/** F1: the same, with the MAC made and checked. */
export function frameCase(name: string): TimedCase {
  const [from, to] = [new FrameMac<CellMessage>(SEED, 0, 2), new FrameMac<CellMessage>(SEED, 1, 2)]
  const batch = messages()
  let meeting = 0
  return {
    name,
    batch: 1,
    run: () => {
      const place = { meeting: meeting++, batch: 0 }
      to.unpack(0, place, from.pack(1, place, batch))
    },
  }
}

function messages(): CellMessage[] {
  return Array.from({ length: FRAME_MESSAGES }, (_, nth) => ({
    to: 1,
    at: 1_000 + nth,
    order: nth,
    payload: { from: nth, to: nth + 1, text: `${nth} ${MESSAGE}` },
  }))
}
