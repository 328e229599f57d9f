import { expect, test } from 'vitest'
import { draft, guardAt, pass } from '../guard-fixture.ts'
import { isCedarLoaded } from './cedar-engine.ts'

test('Cedar is loaded when a guard at P2 opens, and not before', () => {
  expect(pass(guardAt({ policy: 'P0' }), draft())).toBe('admitted')
  expect(pass(guardAt({ policy: 'P1' }), draft())).toBe('admitted')
  expect(isCedarLoaded()).toBe(false)
  expect(pass(guardAt({ policy: 'P2' }), draft())).toBe('admitted')
  expect(isCedarLoaded()).toBe(true)
})
