import { expect, test } from 'vitest'
import { leafHash } from './hashing.ts'
import { provesConsistency } from './proof.ts'

test('two logs of one size are consistent only if they are the same', () => {
  expect(provesConsistency(1, 1, leafHash('a'), leafHash('a'), [])).toBe(true)
  expect(provesConsistency(1, 1, leafHash('a'), leafHash('b'), [])).toBe(false)
})
