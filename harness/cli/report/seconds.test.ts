import { expect, it } from 'vitest'
import { formatSeconds } from './seconds.ts'

it.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [300, '5 min'],
  [3599.6, '1 h'],
  [7529, '2 h 5 min'],
])('%d s are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})
