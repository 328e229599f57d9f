import { describe, expect, test } from 'vitest'
import { SLOTS } from '../view/palette.ts'
import { PAPER, SERIES_COLOURS } from './style.ts'

/** Architectures with a place of their own. */
const KNOWN = 6
/** Beside shapes and labels, which also tell series apart. */
const DISTINCT = 4.5

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

/** Linear sRGB of `#rrggbb`. */
function linear(colour: string): Triple {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return [r, g, b]
}

/** Relative luminance of WCAG 2.2 for `#rrggbb`. */
function luminance(colour: string): number {
  const [r, g, b] = linear(colour)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const [a, b, c] = matrix.map(([i, j, k]) => i * x + j * y + k * z)
  return [a ?? 0, b ?? 0, c ?? 0]
}

/** Linear sRGB as people see it: Machado, Oliveira and Fernandes (2009), severity 1. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

/** Distance in Oklab, × 100, of two colours as they are seen. */
function difference(sight: Matrix, a: string, b: string): number {
  const [p, q] = [a, b].map((colour) => {
    const [l, m, s] = times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ],
      times(sight, linear(colour)).map((channel) => Math.max(0, channel)) as unknown as Triple,
    )
    return times(
      [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
      ],
      [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
    )
  }) as [Triple, Triple]
  return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
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

  test.each(Object.entries(SIGHTS))('those of known architectures differ for %s', (_, sight) => {
    const known = SERIES_COLOURS[scheme].slice(0, KNOWN)
    const close = known.flatMap((a, i) =>
      known.slice(0, i).filter((b) => difference(sight, a, b) < DISTINCT),
    )
    expect(close).toEqual([])
  })
})
