import { describe, expect, it } from 'vitest'
import { endless, shuffled } from './shuffled.ts'

const items = Array.from({ length: 100 }, (_, nth) => nth)

describe('a shuffled order', () => {
  it('holds every item once, elsewhere', () => {
    const order = shuffled(items)
    expect(order).not.toEqual(items)
    expect(order.toSorted((a, b) => a - b)).toEqual(items)
  })

  it('comes again, and is the same each time', () => {
    const next = endless(items)
    const first = items.map(() => next())
    expect(items.map(() => next())).toEqual(first)
    expect(first).toEqual(shuffled(items))
  })
})
