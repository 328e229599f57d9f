import { expect, test } from 'vitest'
import { GenerationCache } from './generation-cache.ts'

test('the cache holds at most two generations', () => {
  const cache = new GenerationCache<number, string>(4)
  for (let i = 0; i < 100; i++) {
    cache.set(i, `v${i}`)
    expect(cache.size).toBeLessThanOrEqual(8)
  }
  for (let i = 96; i < 100; i++) expect(cache.get(i)).toBe(`v${i}`)
  expect(cache.get(0)).toBeUndefined()
})

test('what is used stays, what is not goes', () => {
  const cache = new GenerationCache<number, string>(4)
  cache.set(-1, 'used')
  cache.set(-2, 'unused')
  for (let i = 0; i < 100; i++) {
    cache.set(i, 'other')
    expect(cache.get(-1)).toBe('used')
  }
  expect(cache.get(-2)).toBeUndefined()
})
