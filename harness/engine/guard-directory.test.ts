import { expect, test } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { draft } from '../controls/guard-fixture.ts'
import { cacheTally } from '../controls/policy/decision-cache.ts'
import { CedarPolicy } from '../controls/policy/cedar-policy.ts'
import { StaticRbac } from '../controls/policy/static-rbac.ts'
import { ROLE_TABLE } from '../controls/policy/role-table.ts'
import { unsealed } from '../controls/policy/testing/policies.ts'
import { Organisation } from '../world/organisation.ts'
import { guardDirectory } from './guard-directory.ts'

const organisation = new Organisation(testWorkload().organisation, 24)
const directory = guardDirectory(organisation)
const META = organisation.metaOf(0)

test('a number beyond the last agent has no rights of its own', () => {
  const table = new StaticRbac(0, directory, ROLE_TABLE)
  const asked = (from: number): boolean =>
    table.passes(unsealed(draft({ from, action: 'delegate', resource: 'team' })))
  expect(asked(META)).toBe(true)
  expect(() => asked(organisation.allAgents)).toThrow('there is no agent')
})

test('and lends none: P2 denies what is asked on its behalf, with and without a cache', () => {
  for (const options of [{}, { cache: cacheTally() }]) {
    const policy = new CedarPolicy(0, directory, options)
    const lent = (origin: number): boolean =>
      policy.passes(unsealed(draft({ from: 0, to: 1, action: 'delegate', origin, hopCount: 1 })), 1)
    expect(lent(META)).toBe(true)
    expect(lent(organisation.allAgents)).toBe(false)
    expect(lent(1_000_000_000)).toBe(false)
    expect(policy.errors).toBe(2)
  }
})
