import { afterAll, describe, expect, it } from 'vitest'
import { CRASHES } from '../drill/crash.ts'
import type { DrillDocument } from '../drill/run-drill.ts'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const run = (...args: string[]) => muster(['drill', ...args], { cwd: folder.path })
const SMALL = ['--agents', '12']
/** The crash of the witness is kept apart, because it needs a process. */
const CRASH_COUNT = CRASHES.length + 1

describe('drill', () => {
  it('prints a line for each crash, and no control that fails open by default', async () => {
    const { code, stdout, stderr } = await run(...SMALL)
    expect(code).toBe(0)
    for (const { how } of CRASHES) expect(stdout).toContain(how)
    expect(stdout).toMatch(/\nno control fails open by default\n$/)
    expect(stdout).toMatch(/^auth +A2 +.* fails closed +0 /m)
    expect(stdout).toContain('fails open, as people.approvals.onTimeout: allow says')
    expect(stdout).not.toMatch(/NaN|undefined/)
    expect(stderr).toContain(`crash 1 of ${CRASH_COUNT}: `)
    expect(folder.snapshot()).toEqual({})
  })

  it('prints one document with --json, and the same one for the same seed', async () => {
    const first = await run(...SMALL, '--json', '--seed', '3')
    const again = await run(...SMALL, '--json', '--seed', '3')
    expect(first.code).toBe(0)
    expect(first.stdout.indexOf('\n')).toBe(first.stdout.length - 1)
    const drill = JSON.parse(first.stdout) as DrillDocument
    expect(drill).toMatchObject({
      schema: 'muster/drill@1',
      agents: 12,
      seed: 3,
      failsOpenByDefault: 0,
    })
    expect(drill.rows).toHaveLength(CRASH_COUNT)
    expect(drill.rows.filter(({ behaviour }) => behaviour === 'fails open')).toMatchObject([
      { chosen: 'people.approvals.onTimeout: allow' },
    ])
    expect(again.stdout).toBe(first.stdout)
  })

  it('refuses flags that it cannot follow', async () => {
    const mistakes = [
      ['--agents', '5'],
      ['--agents', '2001'],
      ['--agents', 'many'],
      ['--seed', '-1'],
      ['--seed', '1.5'],
      ['--crash', 'all'],
    ] as const
    for (const [flag, value] of mistakes) {
      const { code, stdout, stderr } = await run(flag, value)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(flag)
    }
  })
})
