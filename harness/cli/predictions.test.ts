import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PREDICTIONS } from '../../results/predictions.ts'
import type { PredictionsDocument } from '../../results/prediction-record.ts'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const run = (...args: string[]) => muster(['predictions', ...args], { cwd: folder.path })
const textOf = (name: string) => readFileSync(join(folder.path, name), 'utf8')
const FAST = ['--trials', '1', '--quick', '--only', 'a-chain-does-not-see-a-rewrite']

describe('muster predictions', () => {
  it('prints verdict, rule and figures, and says beforehand how long it takes', async () => {
    const { code, stdout, stderr } = await run(...FAST, '--out', 'text')
    expect(code).toBe(0)
    expect(stderr).toMatch(/^2 trials, about \d+ s on two cores$/m)
    expect(stdout).toMatch(/^HELD {2}a-chain-does-not-see-a-rewrite$/m)
    expect(stdout).toMatch(/^ {4}rewrites detected, L3 +1 +1 +–$/m)
    expect(stdout).toMatch(/^1 held, 0 did not hold, 0 without evidence$/m)
  })

  it('prints one document with --json, and writes it with a table beside it', async () => {
    const { code, stdout } = await run(...FAST, '--out', 'json', '--json')
    expect(code).toBe(0)
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1)
    const document = JSON.parse(stdout) as PredictionsDocument
    expect(document).toMatchObject({ schema: 'muster/predictions@1', trials: 1, quick: true })
    expect(document.predictions.map(({ id }) => id)).toEqual(['a-chain-does-not-see-a-rewrite'])
    expect(textOf('json/predictions.json')).toBe(stdout)
    expect(textOf('json/predictions.csv')).toMatch(
      /^prediction,verdict,because,figure,unit,n,value,low,high\na-chain-does-not-see-a-rewrite,held,/,
    )
  })

  it('runs trials on workers, and prints a prediction without evidence as such', async () => {
    const only = 'detection-needs-records'
    const { code, stdout } = await run('--trials', '1', '--quick', '--only', only, '--out', 'pool')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^(NO EVIDENCE|HELD|DID NOT HOLD).* {2}detection-needs-records$/m)
    const statement = PREDICTIONS.find(({ id }) => id === only)?.statement as string
    expect(stdout).toContain(`predicted  ${statement}`)
    expect(stdout).toMatch(/from {7}9 trials in /)
  })

  it.each([
    ['--trials', '0', '"0" is not a whole number from 1 to 100'],
    ['--trials', 'many', '"many" is not a whole number'],
    ['--only', 'luck', 'there is no prediction "luck"'],
    ['--out', ' ', 'the value is empty'],
  ])('refuses %s %j with exit code 2 before any trial', async (flag, value, message) => {
    const { code, stdout, stderr } = await run(flag, value)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).toContain(flag)
    expect(stderr).not.toContain('trials, about')
  })

  it('never writes over a record', async () => {
    await run(...FAST, '--out', 'kept')
    const before = folder.snapshot()
    const { code, stderr } = await run(...FAST, '--out', 'kept')
    expect(code).not.toBe(0)
    expect(stderr).toContain('already holds a record')
    expect(folder.snapshot()).toEqual(before)
  })
})
