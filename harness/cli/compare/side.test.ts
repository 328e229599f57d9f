import { describe, expect, test } from 'vitest'
import { orderOf } from './interleave.ts'
import { readSideFlags } from './side.ts'
import { splitWords } from './split-words.ts'

describe('a side', () => {
  test('is an entrant', () => {
    expect(readSideFlags({ a: 'crewai:hierarchical@governed/A3' }, 'a').words).toEqual([
      '--architectures',
      'crewai:hierarchical',
      '--profiles',
      'governed/A3',
    ])
  })

  test('is flags of run', () => {
    const side = readSideFlags({ b: `--architectures mesh --objective 'wrong <= 0'` }, 'b')
    expect(side.words).toEqual(['--architectures', 'mesh', '--objective', 'wrong <= 0'])
    const charged = '--cpu charged --cost-table costs.json'
    expect(readSideFlags({ b: charged }, 'b').words).toEqual(charged.split(' '))
  })

  test.each([
    ['mesh', 'neither an entrant nor flags'],
    ['--seed 3', `--seed is the comparison's`],
    ['--architectures mesh --out=x', `--out is the comparison's`],
    [`--objective 'wrong`, 'a quote is not closed'],
    ['--cpu charged --cores 2', 'would measure costs of its own'],
    ['--cpu=charged', 'would measure costs of its own'],
    [' ', 'the value is empty'],
  ])('is not %s', (text, message) => {
    expect(() => readSideFlags({ a: text }, 'a')).toThrow(message)
  })

  test('has a muster that there is', () => {
    expect(() => readSideFlags({ binB: '/nonexistent' }, 'b')).toThrow('there is no muster in')
  })
})

test('words are parted by white space outside of quotes', () => {
  expect(splitWords(`  --a "b c"  'd "e"'f "" `)).toEqual(['--a', 'b c', 'd "e"f', ''])
  expect(splitWords(`"open`)).toBeUndefined()
})

describe('the order of sides', () => {
  const orders = Array.from({ length: 40 }, (_, block) => orderOf(['a', 'b'], 1, block).join(''))

  test('has each side first as often as the other', () => {
    expect(orders.filter((order) => order === 'ab')).toHaveLength(20)
  })

  test('is drawn, and the same for the same seed', () => {
    const firsts = orders.filter((_, block) => block % 2 === 0)
    expect(new Set(firsts).size).toBe(2)
    expect(orderOf(['a', 'b'], 1, 6).join('')).toBe(orders[6])
  })
})
