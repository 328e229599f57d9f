import { describe, expect, it } from 'vitest'
import { EventBus } from './event-bus.ts'
import { Flow, type FlowMethod } from './flow.ts'
import { zeroMeter } from './testing/scripted-runtime.ts'

/** Methods that wait until they are let go by their position. */
function waiting(after: readonly (readonly number[])[]): {
  methods: FlowMethod[]
  started: number[]
  end: (index: number, failure?: string) => void
} {
  const started: number[] = []
  const ends: Array<((failure?: string) => void) | undefined> = []
  const methods = after.map((listens, index) => ({
    after: listens,
    run: (done: (failure?: string) => void) => {
      started.push(index)
      ends[index] = done
    },
  }))
  return { methods, started, end: (index, failure) => ends[index]?.(failure) }
}

describe('a flow', () => {
  it('starts a method when all that it listens to have ended', () => {
    const { methods, started, end } = waiting([[], [], [0, 1]])
    let finished = false
    new Flow(new EventBus(zeroMeter()), 1, methods).kickoff(() => (finished = true))
    expect(started).toEqual([0, 1])
    end(1)
    expect(started).toEqual([0, 1])
    end(0)
    expect(started).toEqual([0, 1, 2])
    expect(finished).toBe(false)
    end(2)
    expect(finished).toBe(true)
  })

  it('ends at the first failure, once, and starts nothing after it', () => {
    const { methods, started, end } = waiting([[], [], [1]])
    const failures: Array<string | undefined> = []
    new Flow(new EventBus(zeroMeter()), 1, methods).kickoff((failure) => failures.push(failure))
    end(0, 'no')
    end(1)
    expect(failures).toEqual(['no'])
    expect(started).toEqual([0, 1])
  })

  it.each([1, 2, 3, 5, 8])('of %i methods emits 3 + 2m events', (count) => {
    const meter = zeroMeter()
    const { methods, end } = waiting([...Array(count).keys()].map((i) => (i === 0 ? [] : [i - 1])))
    new Flow(new EventBus(meter), 1, methods).kickoff(() => {})
    for (let i = 0; i < count; i++) end(i)
    expect(meter.busEvents).toBe(3 + 2 * count)
  })
})
