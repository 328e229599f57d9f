import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EventId, EventQueue } from './event-queue.ts'

type Command =
  | { readonly kind: 'push'; readonly time: number }
  | { readonly kind: 'pop' }
  | { readonly kind: 'popAndRearm'; readonly delay: number }
  | { readonly kind: 'cancel'; readonly nth: number }
  | { readonly kind: 'look' }

/** Few distinct times, so that equal times are common. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('push'), time: fc.nat(40) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pop') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('popAndRearm'), delay: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel'), nth: fc.nat(300) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('look') }) },
) as fc.Arbitrary<Command>

interface Expected {
  readonly time: number
  readonly order: number
  cancelled: boolean
}

/** Runs commands on the queue and on a sorted array at once, and compares all that can be seen. */
function compareWithOracle(commands: readonly Command[], capacity: number): void {
  const queue = new EventQueue(capacity)
  const ran: number[] = []
  const shouldRun: number[] = []
  const issued: { readonly id: EventId; readonly entry: Expected }[] = []
  let oracle: Expected[] = []
  let order = 0
  let rearm: (() => void) | undefined
  const handler = (nth: unknown): void => {
    ran.push(nth as number)
    rearm?.()
  }
  const push = (time: number): void => {
    const entry = { time, order: order++, cancelled: false }
    const id = queue.push(time, entry.order, handler, entry.order)
    issued.push({ id, entry })
    oracle.push(entry)
    oracle = oracle.toSorted((a, b) => a.time - b.time || a.order - b.order)
  }
  const pop = (): void => {
    const next = oracle.shift()
    if (next === undefined) {
      expect(queue.nextTime()).toBe(Infinity)
      return
    }
    expect(queue.nextTime()).toBe(next.time)
    expect(queue.nextOrder()).toBe(next.order)
    if (!next.cancelled) shouldRun.push(next.order)
    const cancelled = next.cancelled
    expect(queue.runNext()).toBe(!cancelled)
  }
  for (const step of commands) {
    switch (step.kind) {
      case 'push':
        push(step.time)
        break
      case 'pop':
        pop()
        break
      case 'popAndRearm': {
        const due = oracle[0]?.time
        rearm = () => push((due as number) + step.delay)
        pop()
        rearm = undefined
        break
      }
      case 'cancel': {
        const known = issued[step.nth % Math.max(1, issued.length)]
        if (known === undefined) break
        queue.cancel(known.id)
        known.entry.cancelled = true
        break
      }
      case 'look':
        expect(queue.nextTime()).toBe(oracle[0]?.time ?? Infinity)
    }
    expect(queue.size).toBe(oracle.length)
  }
  while (oracle.length > 0) pop()
  expect(queue.nextTime()).toBe(Infinity)
  expect(queue.size).toBe(0)
  expect(ran).toEqual(shouldRun)
}

describe('the event queue', () => {
  it('behaves as a sorted list under any pushes, pops, re-arms and cancels', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300 }), fc.constantFrom(1, 2, 64), (steps, size) =>
        compareWithOracle(steps, size),
      ),
      { seed: 1, numRuns: 300 },
    )
  })

  it('behaves as a sorted list through a long run that grows it many times', () => {
    const steps: Command[] = []
    for (let nth = 0; nth < 1500; nth++) {
      steps.push({ kind: 'push', time: (nth * 7919) % 1009 })
      if (nth % 3 === 0) steps.push({ kind: 'popAndRearm', delay: (nth * 31) % 500 })
      if (nth % 5 === 0) steps.push({ kind: 'cancel', nth: (nth * 17) % 1500 })
    }
    compareWithOracle(steps, 1)
  })

  it('runs events of equal time in the order of their order numbers, not of their pushes', () => {
    const queue = new EventQueue()
    const ran: unknown[] = []
    for (const order of [5, 1, 4, 2, 3]) queue.push(10, order, (arg) => ran.push(arg), order)
    while (queue.nextTime() < Infinity) queue.runNext()
    expect(ran).toEqual([1, 2, 3, 4, 5])
  })

  it('fills the hole that a pop leaves with the event that re-arms', () => {
    const queue = new EventQueue()
    const ran: string[] = []
    queue.push(1, 0, () => queue.push(2, 3, () => ran.push('re-armed'), undefined), undefined)
    queue.push(1, 1, () => ran.push('second'), undefined)
    queue.push(3, 2, () => ran.push('last'), undefined)
    queue.runNext()
    expect(queue.size).toBe(3)
    while (queue.nextTime() < Infinity) queue.runNext()
    expect(ran).toEqual(['second', 're-armed', 'last'])
  })

  it('is empty after its only event, and usable again', () => {
    const queue = new EventQueue()
    let ran = 0
    queue.push(1, 0, () => ran++, undefined)
    queue.runNext()
    expect([queue.size, queue.nextTime()]).toEqual([0, Infinity])
    queue.push(5, 1, () => ran++, undefined)
    expect([queue.size, queue.nextTime()]).toEqual([1, 5])
    queue.runNext()
    expect(ran).toBe(2)
  })

  it('leaves an event alone that took the place of a cancelled one', () => {
    const queue = new EventQueue()
    const ran: string[] = []
    const first = queue.push(1, 0, () => ran.push('first'), undefined)
    queue.runNext()
    const second = queue.push(2, 1, () => ran.push('second'), undefined)
    expect(second).not.toBe(first)
    queue.cancel(first)
    queue.runNext()
    expect(ran).toEqual(['first', 'second'])
  })

  it('ignores a second cancel, and a cancel of an id that it never gave', () => {
    const queue = new EventQueue()
    let ran = 0
    const id = queue.push(1, 0, () => ran++, undefined)
    queue.push(2, 1, () => ran++, undefined)
    queue.cancel(id)
    queue.cancel(id)
    queue.cancel(-1)
    queue.cancel(12345)
    expect(queue.runNext()).toBe(false)
    expect(queue.runNext()).toBe(true)
    expect(ran).toBe(1)
  })

  it('lets an event cancel itself while it runs without harm', () => {
    const queue = new EventQueue()
    const id: EventId = queue.push(1, 0, () => queue.cancel(id), undefined)
    queue.runNext()
    let ran = false
    queue.push(2, 1, () => (ran = true), undefined)
    queue.runNext()
    expect(ran).toBe(true)
  })

  it('tells events apart when more are pending than a department ever has', () => {
    const queue = new EventQueue()
    const ran: number[] = []
    const note = (nth: unknown): void => {
      ran.push(nth as number)
    }
    // Slot 0 has been used once, so its second event and slot 2^22 must not be called the same.
    queue.push(0, 0, note, -1)
    queue.runNext()
    let id = -1
    for (let nth = 0; nth <= 4194304; nth++) id = queue.push(nth, nth, note, nth)
    queue.cancel(id)
    queue.runNext()
    expect(ran).toEqual([-1, 0])
  })
})
