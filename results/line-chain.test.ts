import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { chainHead, wholeLines } from './line-chain.ts'

const run = { workload: { name: 'w', digest: 'd', resolved: {} }, seed: 7 }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('the chain over lines', () => {
  test('is the nested hash that its definition says', () => {
    const start = sha256('muster/chain@1 d 7\n')
    expect(chainHead(run, [])).toBe(start)
    expect(chainHead(run, ['a', 'b'])).toBe(sha256(`${sha256(`${start}a\n`)}b\n`))
  })

  test.each([
    ['a changed line', ['a', 'x', 'c']],
    ['lines in another order', ['b', 'a', 'c']],
    ['a line less', ['a', 'b']],
    ['lines that were joined', ['a', 'bc']],
  ])('has another head for %s', (_what, lines) => {
    expect(chainHead(run, lines)).not.toBe(chainHead(run, ['a', 'b', 'c']))
  })

  test('has another head for another seed or workload', () => {
    const head = chainHead(run, ['a'])
    expect(chainHead({ ...run, seed: 8 }, ['a'])).not.toBe(head)
    expect(chainHead({ ...run, workload: { ...run.workload, digest: 'e' } }, ['a'])).not.toBe(head)
  })

  test('leaves out a last line that is torn', () => {
    expect(wholeLines('a\nb\nc')).toEqual(['a', 'b'])
    expect(wholeLines('a\nb\n')).toEqual(['a', 'b'])
    expect(wholeLines('')).toEqual([])
  })
})
