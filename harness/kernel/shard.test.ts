import { describe, expect, it } from 'vitest'
import { joinDigests } from './digest.ts'
import { choice, exponential, purpose, uniform } from './random.ts'
import { type Advance, alone, type Exchange, Shard } from './shard.ts'
import type { CellMessage, Timeline } from './timeline.ts'

const CELLS = 40
const LOOKAHEAD = 50
const END = 20_000

const DELAY = purpose('test.delay')
const TARGET = purpose('test.target')
const LOCAL = purpose('test.local')
const DROP = purpose('test.drop')

interface Token {
  readonly id: number
  readonly hops: number
  readonly due: number
}

/**
 * A model that passes tokens between cells for ever. Every step is keyed by token and hop, makes
 * local events (some at the very moment, some cancelled), and checks when its token arrived.
 */
function installTokens(timelines: readonly Timeline[], seed: number): { passed: number } {
  const tally = { passed: 0 }
  for (const line of timelines) {
    let last = 0
    const step = ({ id, hops, due }: Token): void => {
      if (line.now !== due) throw new Error(`token ${id} is at ${line.now}, not at ${due}`)
      if (line.now < last) throw new Error('time went back')
      last = line.now
      tally.passed++
      line.digest.add(id)
      line.after(choice(30, seed, LOCAL, id, hops), () => line.digest.add(hops), undefined)
      line.after(0, () => line.digest.add(id), undefined)
      const doomed = line.after(LOOKAHEAD / 2, () => line.digest.add(-1), undefined)
      if (uniform(seed, DROP, id, hops) < 0.5) line.cancel(doomed)
      const delay = LOOKAHEAD + Math.floor(exponential(40, seed, DELAY, id, hops))
      const to = choice(CELLS, seed, TARGET, id, hops)
      line.send(to, delay, { id, hops: hops + 1, due: line.now + delay })
    }
    line.onMessage = (payload) => step(payload as Token)
    for (let nth = 0; nth < 2; nth++) {
      // Many tokens start at equal times, so that ties between cells are common.
      line.at(nth * 100, step, { id: line.id * 2 + nth, hops: 0, due: nth * 100 })
    }
  }
  return tally
}

/**
 * Runs several shards in lock step on one thread: each `run` is given one window, and what it sends
 * away comes in at the next.
 */
async function runTogether(shards: readonly Shard[], until: number): Promise<number> {
  const home = new Map<number, number>()
  shards.forEach((shard, at) => shard.timelines.forEach((line) => home.set(line.id, at)))
  let mail: CellMessage[][] = shards.map(() => [])
  let crossed = 0
  for (;;) {
    let earliest = Infinity
    for (const shard of shards) {
      shard.refresh()
      earliest = Math.min(earliest, shard.earliest())
    }
    for (const messages of mail) for (const { at } of messages) earliest = Math.min(earliest, at)
    const next: CellMessage[][] = shards.map(() => [])
    for (const [at, shard] of shards.entries()) {
      let inbox: readonly CellMessage[] = (mail[at] as CellMessage[]).toReversed()
      const oneWindow: Exchange = {
        steps: 3,
        begin: (lookaheadUs) => expect(lookaheadUs).toBe(LOOKAHEAD),
        advance: (_earliest, outbox) => {
          for (const message of outbox) next[home.get(message.to) as number]?.push(message)
          crossed += outbox.length
          const advance = { limit: Infinity, inbox }
          inbox = []
          return advance
        },
        end: () => [],
      }
      await shard.run(Math.min(earliest + LOOKAHEAD, until), oneWindow)
    }
    mail = next
    if (!(earliest < until)) return crossed
  }
}

interface Ending {
  readonly digest: string
  readonly passed: number
  readonly crossed: number
}

/** Deals the cells to shards by `homeOf`, runs the model, and joins the digests of all cells. */
async function runPartitioned(
  count: number,
  homeOf: (cell: number) => number,
  seed = 1,
): Promise<Ending> {
  const shards = Array.from({ length: count }, (_, shard) => {
    const mine = Array.from({ length: CELLS }, (_, cell) => cell).filter(
      (cell) => homeOf(cell) === shard,
    )
    return new Shard(mine, LOOKAHEAD)
  })
  const tallies = shards.map((shard) => installTokens(shard.timelines, seed))
  const crossed = await runTogether(shards, END)
  return {
    digest: joinDigests(new Map(shards.flatMap((shard) => [...shard.digests()]))),
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    crossed,
  }
}

function oneShard(seed = 1): { shard: Shard; tally: { passed: number } } {
  const shard = new Shard(
    Array.from({ length: CELLS }, (_, cell) => cell),
    LOOKAHEAD,
  )
  return { shard, tally: installTokens(shard.timelines, seed) }
}

const digestOf = (shard: Shard): string => joinDigests(shard.digests())

describe('a shard', () => {
  it('ends with the same digest however the cells are dealt to shards', async () => {
    const whole = await runPartitioned(1, () => 0)
    const partitions: [number, (cell: number) => number][] = [
      [2, (cell) => cell % 2],
      [2, (cell) => (cell < 3 ? 0 : 1)],
      [3, (cell) => cell % 3],
      [5, (cell) => Math.floor(cell / 8)],
      [5, (cell) => choice(5, 9, TARGET, cell)],
      [CELLS, (cell) => cell],
    ]
    expect(whole.passed).toBeGreaterThan(15_000)
    expect(whole.crossed).toBe(0)
    for (const [count, homeOf] of partitions) {
      const parted = await runPartitioned(count, homeOf)
      expect(parted.crossed).toBeGreaterThan(1000)
      expect({ digest: parted.digest, passed: parted.passed }).toEqual({
        digest: whole.digest,
        passed: whole.passed,
      })
    }
  })

  it('ends with another digest for another seed', async () => {
    const one = await runPartitioned(1, () => 0, 1)
    const two = await runPartitioned(1, () => 0, 2)
    expect(one.digest).not.toBe(two.digest)
  })

  it('ends with the same digest when the run is cut into pieces at any times', async () => {
    const { shard: whole } = oneShard()
    await whole.run(END, alone)
    const { shard: pieces } = oneShard()
    for (const until of [1, 49, 50, 51, 777, 778, 5000, 5000, 12_345, END]) {
      await pieces.run(until, alone)
      expect(pieces.earliest()).toBeGreaterThanOrEqual(until)
    }
    expect(digestOf(pieces)).toBe(digestOf(whole))
  })

  it('runs nothing at or after `until`', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const ran: number[] = []
    const [line] = shard.timelines as [Timeline]
    for (const time of [99, 100, 101]) line.at(time, (arg: number) => ran.push(arg), time)
    await shard.run(100, alone)
    expect(ran).toEqual([99])
  })

  it('sees events that were added between two runs', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines as [Timeline]
    await shard.run(100, alone)
    let ran = false
    line.at(150, () => (ran = true), undefined)
    await shard.run(200, alone)
    expect(ran).toBe(true)
  })

  it('takes as many windows as the lookahead needs, and no more', async () => {
    const shard = new Shard([0, 1], LOOKAHEAD)
    const [a, b] = shard.timelines as [Timeline, Timeline]
    // One window each: 0 … 49, 50 … 99, then a leap to 1000.
    for (const time of [0, 10, 49, 50, 99]) a.at(time, () => {}, undefined)
    for (const time of [5, 1000, 1049]) b.at(time, () => {}, undefined)
    await shard.run(Infinity, alone)
    expect(shard.windows).toBe(3)
  })

  it('runs nothing that the others do not let it run, and takes what comes late into its turn', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines as [Timeline]
    const ran: string[] = []
    const note = (what: string): void => void ran.push(what)
    line.onMessage = (payload) => note(payload as string)
    for (const time of [1, 80]) line.at(time, note, `event at ${time}`)
    const message = (at: number): CellMessage => ({ to: 0, at, order: 1e12, payload: `from ${at}` })
    const advances: [Advance, string[]][] = [
      [{ limit: 1, inbox: [] }, []],
      [{ limit: 70, inbox: [message(80)] }, []],
      [{ limit: 81, inbox: [message(70)] }, ['event at 1']],
      [{ limit: 81, inbox: [] }, ['event at 1', 'from 70', 'event at 80', 'from 80']],
      [{ limit: 200, inbox: [] }, ['event at 1', 'from 70', 'event at 80', 'from 80']],
    ]
    const exchange: Exchange = {
      steps: 1,
      begin: () => {},
      advance: (earliest, _outbox, until) => {
        expect(until).toBe(150)
        const [advance, before] = advances.shift() as [Advance, string[]]
        expect(ran).toEqual(before)
        if (advances.length === 0) expect(earliest).toBe(Infinity)
        return advance
      },
      end: () => [message(160)],
    }
    await shard.run(150, exchange)
    expect(advances).toEqual([])
    expect(shard.earliest()).toBe(160)
  })

  it('counts the messages that leave it', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const [line] = shard.timelines as [Timeline]
    line.at(1, () => line.send(7, LOOKAHEAD, 'away'), undefined)
    line.at(2, () => line.send(0, LOOKAHEAD, 'at home'), undefined)
    await shard.run(Infinity, alone)
    expect(shard.sentAway).toBe(1)
  })

  it('ends the run with what an event throws', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const fault = new Error('boom')
    shard.timelines[0]?.at(
      1,
      () => {
        throw fault
      },
      undefined,
    )
    await expect(shard.run(10, alone)).rejects.toBe(fault)
  })

  it('ends the run with the first thing that `fail` was told, before the next event', async () => {
    const shard = new Shard([0], LOOKAHEAD)
    const fault = new Error('first')
    let ran = false
    const [line] = shard.timelines as [Timeline]
    line.at(1, () => [fault, new Error('second')].forEach((error) => shard.fail(error)), undefined)
    line.at(1, () => (ran = true), undefined)
    await expect(shard.run(10, alone)).rejects.toBe(fault)
    expect(ran).toBe(false)
  })
})
