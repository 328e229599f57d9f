import { describe, expect, test } from 'vitest'
import { SLOTS } from '../view/palette.ts'
import { PAPER, SERIES_COLOURS } from './style.ts'

/** Relative luminance of WCAG 2.2 for `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

describe.each(['light', 'dark'] as const)('series colours on %s paper', (scheme) => {
  test('there is one for each place in the palette', () => {
    expect(new Set(SERIES_COLOURS[scheme]).size).toBe(SLOTS)
  })

  test('all stand at least 3:1 from the paper', () => {
    for (const colour of SERIES_COLOURS[scheme]) {
      expect(contrast(colour, PAPER[scheme])).toBeGreaterThanOrEqual(3)
    }
  })
})
