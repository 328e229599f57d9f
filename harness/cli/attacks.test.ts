import { afterAll, describe, expect, it } from 'vitest'
import type { AttackDocument } from '../incidents/attacks/run-attacks.ts'
import { describeAttacks } from './report/attacks.ts'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const run = (...args: string[]) => muster(args, { cwd: folder.path })

describe('attacks', () => {
  it('prints who stops an attack and what does not help, and leaves nothing behind', async () => {
    const { code, stdout } = await run('attacks', '--only', 'AT02')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}stopped at +A2 \(authentication\), A3 \(authentication\), A4/m)
    expect(stdout).toMatch(/^ {2}does not help +P1, L2, A1$/m)
    expect(stdout).toContain('13 tries of 2 attacks, all as declared')
    expect(folder.snapshot()).toEqual({})
  })

  it('prints one document with --json; a number without its letter names every form', async () => {
    const { code, stdout } = await run('attacks', '--only', 'AT10,AT01', '--json')
    expect(code).toBe(0)
    const document = JSON.parse(stdout) as AttackDocument
    expect(document.schema).toBe('muster/attacks@1')
    expect(document.rows.map(({ id }) => id)).toEqual([
      ...['AT01', 'AT10a', 'AT10b', 'AT10c', 'AT10d'],
    ])
    expect(document.rows.map(({ stoppedFrom }) => stoppedFrom)).toEqual([
      ...['A1', 'L2', 'L3', 'L3', 'L3'],
    ])
    expect(document.mismatches).toBe(0)
  })

  it('refuses a number that no attack has', async () => {
    for (const only of ['AT99', 'AT', '']) {
      const { code, stderr } = await run('attacks', '--only', only)
      expect(code).toBe(2)
      expect(stderr).toContain('--only')
    }
  })

  it('names what went otherwise than declared', () => {
    const wrong = {
      levels: 'A2',
      expected: 'authentication',
      outcome: 'succeeds',
      asDeclared: false,
    }
    const row = { id: 'AT02', name: 'x', tries: [wrong], stoppedFrom: null, doesNotHelp: ['A2'] }
    const document = { schema: 'muster/attacks@1', rows: [row], tries: 1, mismatches: 1 } as const
    const text = describeAttacks(document as unknown as AttackDocument)
    expect(text).toContain('1 of 1 tries went otherwise than declared')
    expect(text).toContain('AT02 at A2: succeeds, declared: authentication')
  })
})
