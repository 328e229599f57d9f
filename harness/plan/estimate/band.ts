/** An estimate with how far off it may be. */
export interface Band {
  readonly least: number
  readonly likely: number
  readonly most: number
}

/** From `likely ÷ factor` to `likely × factor`. */
export function bandAround(likely: number, factor: number): Band {
  return { least: likely / factor, likely, most: likely * factor }
}

/** Ends are added too: errors of parts that were estimated from one probe go the same way. */
export function sumBands(bands: readonly Band[]): Band {
  const sum = (pick: (band: Band) => number): number =>
    bands.reduce((total, band) => total + pick(band), 0)
  return { least: sum((b) => b.least), likely: sum((b) => b.likely), most: sum((b) => b.most) }
}

/** The largest of each end; zeros of none. */
export function largestBand(bands: readonly Band[]): Band {
  const most = (pick: (band: Band) => number): number =>
    bands.reduce((largest, band) => Math.max(largest, pick(band)), 0)
  return { least: most((b) => b.least), likely: most((b) => b.likely), most: most((b) => b.most) }
}
