import { expect, test } from 'vitest'
import type { Attack } from './attack.ts'
import { ATTACKS, runAttacks } from './run-attacks.ts'

test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
  '%s goes at each level as declared',
  async (_id, attack) => {
    const { rows } = await runAttacks([attack])
    expect(rows[0]?.tries.filter(({ asDeclared }) => !asDeclared)).toEqual([])
  },
)

test('every attack has a number of its own, and one that is stopped succeeds somewhere, too', () => {
  expect(new Set(ATTACKS.map(({ id }) => id)).size).toBe(ATTACKS.length)
  for (const { id, cases } of ATTACKS) {
    expect([id, cases.some(({ expected }) => expected === 'succeeds')]).toEqual([id, true])
    expect(new Set(cases.map(({ levels }) => levels)).size).toBe(cases.length)
  }
})

test('a level that does otherwise than declared is a mismatch', async () => {
  const attack: Attack = {
    id: 'X',
    name: 'x',
    cases: [
      { levels: '', expected: 'succeeds' },
      { levels: 'A2', expected: 'authentication' },
    ],
    attempt: () => 'succeeds',
  }
  expect(await runAttacks([attack])).toMatchObject({
    tries: 2,
    mismatches: 1,
    rows: [{ stoppedFrom: null, doesNotHelp: ['A2'] }],
  })
})
