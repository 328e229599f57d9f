import { expect, it } from 'vitest'
import { sandboxCases } from './sandbox-cases.ts'

it('the cases of sandboxes run at every level, and make a new sandbox each time where one is cold', async () => {
  const { warm, cold, close } = await sandboxCases()
  try {
    expect([...warm, ...cold].map(({ name }) => name)).toEqual([
      'program, sandbox S0',
      'program, sandbox S1',
      'program, sandbox S2',
      'program, sandbox S3',
      'first program, sandbox S1',
      'first program, sandbox S2',
      'first program, sandbox S3',
    ])
    for (const one of [...warm, ...cold, ...cold]) {
      one.prepare?.()
      expect(() => one.run()).not.toThrow()
    }
  } finally {
    close()
  }
})
