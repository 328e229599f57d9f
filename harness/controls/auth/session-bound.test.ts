import { expect, test } from 'vitest'
import { draft, guardAt, sentAcross, verdict } from '../guard-fixture.ts'

test('at the bound of sessions a cell accepts no further handshake', () => {
  const here = guardAt({ auth: 'A2' })
  const there = guardAt({ auth: 'A2' }, { cell: 1, maxSessions: 2 })
  const arrive = (from: number): string =>
    verdict(there.admit(sentAcross(here.seal(draft({ from, to: 13, resource: 'peer' }))), 13))
  expect([1, 2, 3, 1].map(arrive)).toEqual(['admitted', 'admitted', 'authentication', 'admitted'])
})
