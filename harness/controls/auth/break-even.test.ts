import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakEven, type AuthCosts } from './break-even.ts'

test('a handshake of 706 µs with sealing at 12 µs beats signatures of 148 µs from 6 messages', () => {
  const result = breakEven({ handshake: 706, signature: 148, mac: 12 })
  expect(result).toEqual({ kind: 'from', messages: 706 / 136, firstCheaper: 6 })
})

test('where the costs are equal at a whole number, the next message is the first that pays', () => {
  const result = breakEven({ handshake: 400, signature: 110, mac: 10 })
  expect(result).toEqual({ kind: 'from', messages: 4, firstCheaper: 5 })
})

test('a session without a handshake to pay is cheaper from the first message', () => {
  expect(breakEven({ handshake: 0, signature: 2, mac: 1 })).toMatchObject({ firstCheaper: 1 })
})

test('a session whose messages cost no less than signatures never pays', () => {
  expect(breakEven({ handshake: 1, signature: 5, mac: 5 })).toEqual({ kind: 'never' })
  expect(breakEven({ handshake: 0, signature: 5, mac: 6 })).toEqual({ kind: 'never' })
})

test.each([
  { handshake: -1, signature: 2, mac: 1 },
  { handshake: 1, signature: Number.NaN, mac: 1 },
  { handshake: 1, signature: 2, mac: Infinity },
])('what is not a cost is a fault: %o', (costs) => {
  expect(() => breakEven(costs)).toThrow(RangeError)
})

test('the sums of both sides change places exactly there', () => {
  const cost = fc.integer({ min: 0, max: 10_000 })
  const session = (c: AuthCosts, m: number): number => c.handshake + m * c.mac
  fc.assert(
    fc.property(cost, cost, cost, (handshake, signature, mac) => {
      const costs = { handshake, signature, mac }
      const result = breakEven(costs)
      if (result.kind === 'never') {
        expect(session(costs, 1e6)).toBeGreaterThanOrEqual(1e6 * signature)
        return
      }
      const m = result.firstCheaper
      expect(session(costs, m)).toBeLessThan(m * signature)
      expect(session(costs, m - 1)).toBeGreaterThanOrEqual((m - 1) * signature)
    }),
    { seed: 1 },
  )
})
