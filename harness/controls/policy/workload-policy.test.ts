import { expect, test } from 'vitest'
import { draft, guardAt, pass } from '../guard-fixture.ts'
import { cacheTally } from './decision-cache.ts'
import { cedarFor } from './workload-policy.ts'

const policy = {
  file: 'mine.cedar',
  text: 'permit (principal, action == Action::"reply", resource);',
}

function verdictOf(action: 'request' | 'reply', text = policy.text): string {
  const cedar = cedarFor({ policy: { ...policy, text } }, { policy: 'P2' }, cacheTally())
  return pass(guardAt({ policy: 'P2' }, { cedar }), draft({ action }))
}

test('P2 asks the workload’s policies in place of the organisation’s', () => {
  expect([verdictOf('reply'), verdictOf('request')]).toEqual(['admitted', 'policy'])
})

test('policies that are none deny everything', () => {
  expect([verdictOf('reply', ''), verdictOf('request', '// none')]).toEqual(['policy', 'policy'])
})

test('malformed policies are refused by file and line, and only P2 reads them', () => {
  const workload = { policy: { file: 'mine.cedar', text: 'permit (principal' } }
  expect(() => cedarFor(workload, { policy: 'P2' }, cacheTally())).toThrow(/mine\.cedar, line 1/)
  expect(cedarFor(workload, { policy: 'P1' }, cacheTally())).not.toHaveProperty('source')
})

test('without policies of its own a workload is under the organisation’s', () => {
  expect(cedarFor({}, { policy: 'P2' }, cacheTally())).not.toHaveProperty('source')
})
