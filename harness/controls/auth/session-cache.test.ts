import { expect, test } from 'vitest'
import { zeroCounters, type SessionCounters } from '../counters.ts'
import { SessionCache } from './session-cache.ts'

function cacheOf(
  capacity: number,
  ttlUs: number,
): { readonly cache: SessionCache<string>; readonly counters: SessionCounters } {
  const counters = zeroCounters()
  return { cache: new SessionCache<string>(capacity, ttlUs, counters), counters }
}

test('the session that was not used for longest is pushed out', () => {
  const { cache } = cacheOf(2, 100)
  cache.set('a', 'A', 0)
  cache.set('b', 'B', 0)
  expect(cache.get('a', 1)).toBe('A')
  cache.set('c', 'C', 0)
  expect(cache.get('b', 1)).toBeUndefined()
  expect(cache.get('a', 1)).toBe('A')
  expect(cache.get('c', 1)).toBe('C')
  expect(cache.size).toBe(2)
})

test('setting a session again makes it the newest and takes no second place', () => {
  const { cache } = cacheOf(2, 100)
  cache.set('a', 'A', 0)
  cache.set('b', 'B', 0)
  cache.set('a', 'A2', 0)
  cache.set('c', 'C', 0)
  expect(cache.get('a', 1)).toBe('A2')
  expect(cache.get('b', 1)).toBeUndefined()
})

test('a session carries messages sealed before its time to live is over, and none sealed later', () => {
  const { cache } = cacheOf(2, 100)
  cache.set('a', 'A', 1_000)
  expect(cache.get('a', 1_000)).toBe('A')
  expect(cache.get('a', 1_099)).toBe('A')
  expect(cache.get('a', 1_100)).toBeUndefined()
  expect(cache.get('a', 999)).toBeUndefined()
  // A message that was sealed in time is opened late.
  expect(cache.get('a', 1_099)).toBe('A')
})

test('hits and misses are counted', () => {
  const { cache, counters } = cacheOf(1, 100)
  cache.get('a', 0)
  cache.set('a', 'A', 0)
  cache.get('a', 1)
  cache.get('a', 2)
  cache.get('a', 100)
  expect(counters).toMatchObject({ sessionHits: 2, sessionMisses: 2 })
})

test('a cache without place or time is a fault', () => {
  expect(() => cacheOf(0, 1)).toThrow(RangeError)
  expect(() => cacheOf(1, 0)).toThrow(RangeError)
  expect(() => cacheOf(Number.NaN, 1)).toThrow(RangeError)
})
