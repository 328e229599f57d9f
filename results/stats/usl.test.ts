import { describe, expect, it } from 'vitest'
import { fitUsl, type UslFit, uslPeak, type UslPoint, uslThroughput } from './usl.ts'

/**
 * SPEC SDM91 on a Sun SPARCcenter 2000 (16 CPUs): users and scripts an hour. Gunther, Guerrilla
 * Capacity Planning (2007); data set `specsdm91` of the R package `usl`, whose README publishes the
 * coefficients and whose tests the peak.
 */
const SPEC_SDM91: readonly UslPoint[] = [
  { n: 1, x: 64.9 },
  { n: 18, x: 995.9 },
  { n: 36, x: 1652.4 },
  { n: 72, x: 1853.2 },
  { n: 108, x: 1828.9 },
  { n: 144, x: 1775 },
  { n: 216, x: 1702.2 },
]

/** A ray tracer on an SGI Origin 2000: the first six rows of the package's data set `raytracer`. */
const RAY_TRACER: readonly UslPoint[] = [
  { n: 1, x: 20 },
  { n: 4, x: 78 },
  { n: 8, x: 130 },
  { n: 12, x: 170 },
  { n: 16, x: 190 },
  { n: 20, x: 200 },
]

function fitted(points: readonly UslPoint[]): UslFit {
  const fit = fitUsl(points)
  if (fit === null) throw new Error('no fit')
  return fit
}

describe('the scalability law', () => {
  it('has the published coefficients for SPEC SDM91', () => {
    const fit = fitted(SPEC_SDM91)
    expect(fit.sigma.toFixed(7)).toBe('0.0277285')
    expect(fit.kappa.toFixed(7)).toBe('0.0001044')
    // Published as 89.9952330, which the last iteration of R's `nls` left 1e-9 off.
    expect(fit.lambda.toFixed(6)).toBe('89.995233')
    expect(uslPeak(fit)).toBeCloseTo(96.51956, 4)
    expect(uslThroughput(fit, uslPeak(fit) as number).toFixed(0)).toBe('1884')
  })

  it('has the published standard errors for SPEC SDM91', () => {
    const { standardErrors, residualSquares } = fitted(SPEC_SDM91)
    expect(standardErrors.sigma.toFixed(7)).toBe('0.0091217')
    expect(standardErrors.kappa.toFixed(7)).toBe('0.0000199')
    expect(standardErrors.lambda.toFixed(7)).toBe('14.2134894')
    expect(Math.sqrt(residualSquares / 4).toFixed(2)).toBe('82.85')
  })

  it('has the published coefficients for the ray tracer', () => {
    const { lambda, sigma, kappa } = fitted(RAY_TRACER)
    expect([sigma.toFixed(5), kappa.toFixed(5), lambda.toFixed(5)]).toEqual([
      '0.02444',
      '0.00163',
      '20.85605',
    ])
  })

  it.each([
    { lambda: 900, sigma: 0, kappa: 0 },
    { lambda: 900, sigma: 2e-5, kappa: 0 },
    { lambda: 900, sigma: 0, kappa: 3e-10 },
    { lambda: 2, sigma: 1e-3, kappa: 1e-8 },
  ])('finds the coefficients that made its points: %j', (truth) => {
    const points = [78, 780, 7_800, 78_000].map((n) => ({ n, x: uslThroughput(truth, n) }))
    for (const weights of ['absolute', 'relative'] as const) {
      const fit = fitUsl(points, weights) as UslFit
      expect(fit.lambda / truth.lambda).toBeCloseTo(1, 6)
      expect(fit.sigma).toBeCloseTo(truth.sigma, 9)
      expect(fit.kappa).toBeCloseTo(truth.kappa, 13)
    }
  })

  it('holds at 0 what would be negative', () => {
    // Throughput that grows faster than the size.
    const fit = fitted([1, 2, 4, 8].map((n) => ({ n, x: n ** 1.2 })))
    expect(fit.sigma).toBe(0)
    expect(fit.kappa).toBe(0)
    expect(uslPeak(fit)).toBeNull()
  })

  it('does not fit fewer than three sizes, or what is not positive', () => {
    expect(fitUsl(SPEC_SDM91.slice(0, 2))).toBeNull()
    expect(fitUsl([...SPEC_SDM91, { n: 300, x: 0 }])).toBeNull()
    expect(fitUsl([...SPEC_SDM91, { n: 300, x: Number.NaN }])).toBeNull()
  })
})
