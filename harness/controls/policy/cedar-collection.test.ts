import { expect, test } from 'vitest'
import { liveBytes } from '../../kernel/host-clock.ts'
import { draft, TEST_DIRECTORY } from '../guard-fixture.ts'
import { CedarPolicy } from './cedar-policy.ts'
import { unsealed } from './testing/policies.ts'

// With calls into WebAssembly inlined this ends the whole process on Node 20 and 22.
test('P2 goes on deciding when collections of garbage fall between decisions', () => {
  const policy = new CedarPolicy(0, TEST_DIRECTORY)
  const envelope = unsealed(draft())
  let allowed = 0
  for (let round = 0; round < 8; round++) {
    for (let nth = 0; nth < 500; nth++) if (policy.passes(envelope, 2)) allowed++
    expect(liveBytes()).toBeGreaterThan(0)
  }
  expect(allowed).toBe(4_000)
})
