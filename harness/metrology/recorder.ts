/**
 * The recorder alone: the histogram is given values whose quantiles are known, one from the middle of
 * each of n equally likely parts of an exponential distribution.
 */
import { Histogram } from '../../results/histogram.ts'
import { judge, type MetrologyRow } from './row.ts'

const SAMPLES = 100_000
const MEAN_US = 2_000_000
/** Half a bucket: what `Histogram.quantile` promises. */
const BUCKET_PERCENT = 0.4
const QUANTILES = [0.5, 0.9, 0.99, 0.999]

/** `histogram` is empty; it is given by tests of the test. */
export function recorderRows(histogram: Histogram = new Histogram()): MetrologyRow[] {
  const valueUs = (nth: number): number =>
    Math.round(-MEAN_US * Math.log(1 - (nth - 0.5) / SAMPLES))
  // In an order that hides nothing: 7919 is a prime that does not divide the number of samples.
  let sumUs = 0
  for (let i = 0; i < SAMPLES; i++) {
    const value = valueUs(((i * 7919) % SAMPLES) + 1)
    sumUs += value
    histogram.record(value)
  }
  const read = Histogram.decode(histogram.encode())
  const row = (quantity: string, measured: number | null, known: number, half: number) =>
    judge({
      system: 'recorder',
      quantity,
      unit: 's',
      measured: (measured ?? Number.NaN) / 1e6,
      known: known / 1e6,
      half: half / 1e6,
    })
  return [
    row('mean', read.meanUs, sumUs / SAMPLES, 0),
    ...QUANTILES.map((q) => {
      const known = valueUs(Math.round(q * SAMPLES))
      return row(`p${q * 100}`, read.quantile(q), known, (known * BUCKET_PERCENT) / 100)
    }),
  ]
}
