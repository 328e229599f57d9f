/** Units of objectives, so that a bound can be written in any that measures the same. */

export type Dimension = 'time' | 'bytes' | 'share' | 'number'

interface UnitSize {
  readonly dimension: Dimension
  /** In the smallest unit of the dimension: µs, bytes, per cent. Whole, so that conversion is exact. */
  readonly size: number
}

const UNITS = {
  us: { dimension: 'time', size: 1 },
  µs: { dimension: 'time', size: 1 },
  ms: { dimension: 'time', size: 1e3 },
  s: { dimension: 'time', size: 1e6 },
  min: { dimension: 'time', size: 60e6 },
  h: { dimension: 'time', size: 3600e6 },
  B: { dimension: 'bytes', size: 1 },
  kB: { dimension: 'bytes', size: 1e3 },
  MB: { dimension: 'bytes', size: 1e6 },
  GB: { dimension: 'bytes', size: 1e9 },
  KiB: { dimension: 'bytes', size: 2 ** 10 },
  MiB: { dimension: 'bytes', size: 2 ** 20 },
  GiB: { dimension: 'bytes', size: 2 ** 30 },
  '%': { dimension: 'share', size: 1 },
  'of 1': { dimension: 'share', size: 100 },
  '': { dimension: 'number', size: 1 },
} as const satisfies Record<string, UnitSize>

export type UnitName = keyof typeof UNITS

/** Words that may follow a number, by dimension. */
export function unitWords(dimension: Dimension): readonly string[] {
  return Object.entries(UNITS)
    .filter(([name, unit]) => unit.dimension === dimension && /^\S+$/.test(name))
    .map(([name]) => name)
}

/** Every word that is a unit. */
export const UNIT_WORDS: readonly string[] = Object.keys(UNITS).filter((name) => /^\S+$/.test(name))

/** The unit of a word; both signs that look like µ are one. Undefined for any other word. */
export function unitOf(word: string): UnitName | undefined {
  const name = word.replace('\u03bc', '\u00b5')
  return Object.hasOwn(UNITS, name) ? (name as UnitName) : undefined
}

export function dimensionOf(unit: UnitName): Dimension {
  return UNITS[unit].dimension
}

/** The same amount in another unit of its dimension. */
export function convert(amount: number, from: UnitName, to: UnitName): number {
  return (amount * UNITS[from].size) / UNITS[to].size
}
