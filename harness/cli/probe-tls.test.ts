import { afterAll, describe, expect, it } from 'vitest'
import type { TlsDocument } from '../probe/tls/tls-calibration.ts'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const run = (...args: string[]) => muster(['probe', '--tls', ...args], { cwd: folder.path })

describe('probe --tls', () => {
  it('connects every agent to the next, resumes every session, and says what it cost', async () => {
    const { code, stdout } = await run('--agents', '8', '--json')
    expect(code).toBe(0)
    const found = JSON.parse(stdout) as TlsDocument
    expect(found).toMatchObject({ agents: 8, connections: 8, resumed: 8, failures: {} })
    expect(found).toMatchObject({ revokedRefused: true })
    expect(found.enrolmentUs?.samples).toBe(8)
    expect(found.roundTripUs?.samples).toBe(160)
    for (const timing of [found.setupUs, found.resumedUs, found.roundTripUs]) {
      if (timing === null) throw new Error('nothing was measured')
      expect(timing.p25).toBeGreaterThan(0)
      expect(timing.median).toBeGreaterThanOrEqual(timing.p25)
      expect(timing.p75).toBeGreaterThanOrEqual(timing.median)
    }
    const table = await run('--agents', '2')
    expect(table.code).toBe(0)
    expect(table.stdout).toContain('2 of 2 connections made, 2 resumed, no failure')
  })

  it.each([
    ['more than a thousand agents', ['--agents', '1001'], '--agents'],
    ['an agent alone', ['--agents', '1'], '--agents'],
    ['words for agents', ['--agents', 'many'], '--agents'],
    ['a quick form', ['--quick'], '--quick'],
  ])('refuses %s', async (_what, args, where) => {
    const { code, stdout, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(where)
  })
})
