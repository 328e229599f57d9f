import { describe, expect, test } from 'vitest'
import {
  formatBytes,
  formatFigure,
  formatInterval,
  formatList,
  formatMinutes,
  formatMs,
  formatNumber,
  formatRatio,
  formatShare,
} from './format.ts'

describe('formatNumber', () => {
  test.each([
    [5_234.4, '5,230'],
    [78_000, '78,000'],
    [41.23, '41.2'],
    [7, '7'],
    [0.003124, '0.00312'],
    [999.6, '1,000'],
    [-12.34, '−12.3'],
    [0, '0'],
    [123_456_789, '123\u00a0M'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })
})

describe('a figure', () => {
  test('shows its interval', () => {
    expect(formatFigure({ value: 5_230, low: 5_100, high: 5_350 })).toBe('5,230 (5,100–5,350)')
  })

  test('shares one unit between both ends', () => {
    expect(formatInterval({ value: 0, low: 82_200, high: 92_600 }, formatMs)).toBe(
      '82.2–92.6\u00a0s',
    )
  })

  test('keeps both units where they differ', () => {
    expect(formatInterval({ value: 0, low: 900, high: 1_100 }, formatMs)).toBe(
      '900\u00a0ms–1.10\u00a0s',
    )
  })

  test('says so when one trial gives no interval', () => {
    expect(formatInterval({ value: 3, low: null, high: null })).toBe('one trial, no interval')
  })

  test('does not put a dash before a minus sign', () => {
    expect(formatInterval({ value: 1, low: -3, high: 5 })).toBe('−3 to 5')
  })
})

test('a share that is not zero is not written as zero, nor one that is not all as all', () => {
  expect([0, 0.0004, 0.015, 0.9995, 1].map(formatShare)).toEqual([
    '0\u00a0%',
    '< 0.1\u00a0%',
    '1.5\u00a0%',
    '> 99.9\u00a0%',
    '100\u00a0%',
  ])
})

test('units follow the size', () => {
  expect([formatMs(850), formatMs(41_200), formatMs(900_000)]).toEqual([
    '850\u00a0ms',
    '41.2\u00a0s',
    '15\u00a0min',
  ])
  expect([formatMinutes(60), formatMinutes(480)]).toEqual(['60\u00a0min', '8\u00a0h'])
  expect([formatBytes(512), formatBytes(20_480), formatBytes(3_145_728)]).toEqual([
    '512\u00a0B',
    '20\u00a0KiB',
    '3\u00a0MiB',
  ])
  expect([formatRatio(2.124), formatRatio(0.0512)]).toEqual(['×2.12', '×0.0512'])
})

test('names are joined as in a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(formatList)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})
