import { expect, test } from 'vitest'
import type { Action, ResourceClass } from '../../../adapters/contract.ts'
import { ACTIONS, RESOURCES } from '../envelope.ts'
import { draft, guardAt, pass } from '../guard-fixture.ts'

const LEAD = 0
const MEMBER = 1
const OPERATOR_OF_SALES = 17
const MEMBER_OF_SALES = 13
const META = 24

test.each<[string, number, number, Action, ResourceClass, string]>([
  ['a lead delegates in its team', 0, LEAD, 'delegate', 'team', 'admitted'],
  ['a lead reports upward', 0, LEAD, 'report', 'upward', 'admitted'],
  ['a member answers a peer', 0, MEMBER, 'reply', 'peer', 'admitted'],
  ['a member looks up', 0, MEMBER, 'lookup', 'tool', 'admitted'],
  ['a member reads its board', 0, MEMBER, 'read', 'board', 'admitted'],
  ['a member does not delegate', 0, MEMBER, 'delegate', 'team', 'policy'],
  ['a member does not report upward', 0, MEMBER, 'report', 'upward', 'policy'],
  ['a member of sales does not post', 1, MEMBER_OF_SALES, 'post', 'board', 'policy'],
  ['an operator of sales posts', 1, OPERATOR_OF_SALES, 'post', 'board', 'admitted'],
  ['an operator of sales does not post as a tool', 1, OPERATOR_OF_SALES, 'post', 'tool', 'policy'],
  ['a member of content policy posts', 0, MEMBER, 'post', 'board', 'admitted'],
  ['no agent posts on the board of another cell', 0, OPERATOR_OF_SALES, 'post', 'board', 'policy'],
  ['a meta-agent reports upward', 0, META, 'report', 'upward', 'admitted'],
  ['a meta-agent does not post', 0, META, 'post', 'board', 'policy'],
  ['an agent does not report about agents', 0, MEMBER, 'report', 'board', 'policy'],
])('%s', (_name, cell, from, action, resource, expected) => {
  const message = draft({ from, to: from, action, resource })
  expect(pass(guardAt({ policy: 'P1' }, { cell }), message)).toBe(expected)
  expect(pass(guardAt({ policy: 'P0' }, { cell }), message)).toBe('admitted')
})

test('an empty table denies everything', () => {
  const guard = guardAt({ policy: 'P1' }, { roleTable: [] })
  for (const from of [LEAD, MEMBER, 5, META]) {
    for (const action of ACTIONS) {
      for (const resource of RESOURCES) {
        expect(pass(guard, draft({ from, to: from, action, resource }))).toBe('policy')
      }
    }
  }
})

test('an action or resource that is not in the contract is denied', () => {
  const guard = guardAt({ policy: 'P1' })
  expect(pass(guard, draft({ action: 'constructor' as Action }))).toBe('policy')
  expect(pass(guard, draft({ resource: '__proto__' as ResourceClass }))).toBe('policy')
})
