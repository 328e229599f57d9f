import { expect, test } from 'vitest'
import { verifyAuditLog } from '../audit/hash-chain.ts'
import { parseRecord } from '../audit/record.ts'
import { CERTIFICATE_LIFETIME_US } from '../authority.ts'
import { draft, guardAt, pass, verdict } from '../guard-fixture.ts'

/** A guard at L2 and its trail. */
function recorded(auth: 'A2' | 'A3' | 'A4', seed = 42) {
  const lines: string[] = []
  const auditSink = { append: (line: string) => lines.push(line) > 0, close: () => {} }
  return { lines, guard: guardAt({ auth, audit: 'L2' }, { seed, auditSink }) }
}

/** What the newest record says, if the trail holds. */
function newest(lines: readonly string[]) {
  expect(verifyAuditLog(lines)).toBe(-1)
  return parseRecord(lines.at(-1) ?? '')
}

test.each(['A2', 'A3', 'A4'] as const)(
  'an expired credential at %s is refused in a record that names its agent',
  (auth) => {
    const { guard, lines } = recorded(auth)
    guard.clock.now = CERTIFICATE_LIFETIME_US
    expect(pass(guard, draft())).toBe('admitted')
    guard.clock.now = CERTIFICATE_LIFETIME_US + 1
    expect(pass(guard, draft({ from: 3, to: 4 }))).toBe('authentication')
    expect(newest(lines)).toMatchObject({
      index: 1,
      at: CERTIFICATE_LIFETIME_US + 1,
      from: 3,
      to: 4,
      decision: 'authentication',
    })
  },
)

test.each(['A2', 'A3', 'A4'] as const)(
  'a credential of an unknown authority at %s is refused in a record that names its agent',
  (auth) => {
    const { guard, lines } = recorded(auth)
    const stranger = recorded(auth, 43).guard
    const message = stranger.seal(draft({ from: 3, to: 4 }))
    expect(verdict(guard.admit(message, 4))).toBe('authentication')
    expect(newest(lines)).toMatchObject({ index: 0, from: 3, to: 4, decision: 'authentication' })
  },
)
