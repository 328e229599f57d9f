import { describe, expect, it } from 'vitest'
import { AUTH_LEVELS, BARE } from '../controls/levels.ts'
import { makesHandshakes, newAgentsCase, newPairCase, warmCase } from './guard-cases.ts'

const AGENTS = 66

describe('the cases of the control path', () => {
  it('admit every message at every level of authentication', () => {
    for (const auth of AUTH_LEVELS) {
      expect(() => warmCase(auth, { ...BARE, auth }, AGENTS).run()).not.toThrow()
      expect(() => newAgentsCase(auth, { auth }).run()).not.toThrow()
    }
  })

  it('find new pairs for as long as they are asked', () => {
    const one = newPairCase('new pair', { auth: 'A0' }, AGENTS)
    // 64 × 63 / 2 + 1 pairs, and then all over again.
    for (let nth = 0; nth < 2_018; nth++) {
      one.prepare?.()
      one.run()
    }
    expect(makesHandshakes('A0')).toBe(false)
  })

  it('know which levels shake hands', () => {
    expect([makesHandshakes('A2'), makesHandshakes('A3')]).toEqual([true, false])
  })
})
