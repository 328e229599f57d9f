import { expect, it } from 'vitest'
import { runAuthProbe } from './auth-probe.ts'

it('times every level, and both session levels against signatures', { timeout: 60_000 }, () => {
  const probe = runAuthProbe('llama-2-70b-2023', {
    agents: 64,
    timing: { rounds: 1, roundMs: 1 },
  })
  expect(probe.levels.map(({ level }) => level)).toEqual(['A0', 'A1', 'A2', 'A3', 'A4'])
  expect(probe.levels.every(({ messageUs }) => messageUs.median > 0)).toBe(true)
  expect(probe.breakEven.map(({ session, agents }) => `${session} ${agents}`)).toEqual([
    'A2 known',
    'A2 new',
    'A4 known',
    'A4 new',
  ])
  expect(probe.model).toEqual({ profile: 'llama-2-70b-2023', callMs: 3_186, outputTokens: 120 })
})
