import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CRASHES } from '../drill/crash.ts'
import type { DrillDocument } from '../drill/drill-document.ts'
import { describeDrill } from './report/drill.ts'
import { makeTestFolder } from './testing/folder.ts'
import { type EndedProcess, muster } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const SMALL = ['--agents', '12', '--seed', '3']
/** The crash of the witness is kept apart, because it needs a process. */
const CRASH_COUNT = CRASHES.length + 1

describe('drill', () => {
  let ended: EndedProcess
  let drill: DrillDocument
  beforeAll(async () => {
    ended = await muster(['drill', ...SMALL, '--json'], { cwd: folder.path })
    drill = JSON.parse(ended.stdout) as DrillDocument
  })

  it('prints one document with --json, with a row for each crash', () => {
    expect(ended.code).toBe(0)
    expect(ended.stdout.indexOf('\n')).toBe(ended.stdout.length - 1)
    expect(ended.stderr).toContain(`crash 1 of ${CRASH_COUNT}: `)
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
    expect(folder.snapshot()).toEqual({})
  })

  it('says the same for the same seed, and prints it as a line for each crash', async () => {
    const { code, stdout, stderr } = await musterHere(['drill', ...SMALL], { cwd: folder.path })
    expect(code).toBe(0)
    expect(stdout).toBe(describeDrill(drill))
    for (const { how } of CRASHES) expect(stdout).toContain(how)
    expect(stdout).toMatch(/\nno control fails open by default\n$/)
    expect(stdout).toMatch(/^auth +A2 +.* fails closed +0 /m)
    expect(stdout).toContain('fails open, as people.approvals.onTimeout: allow says')
    expect(stdout).not.toMatch(/NaN|undefined/)
    expect(stderr).toContain(`crash ${CRASH_COUNT} of ${CRASH_COUNT}: `)
    expect(folder.snapshot()).toEqual({})
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
      const { code, stdout, stderr } = await musterHere(['drill', flag, value], {
        cwd: folder.path,
      })
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(flag)
    }
  })
})
