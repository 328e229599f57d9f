import { describe, expect, it } from 'vitest'
import * as constant from './deterministic-service.ts'
import * as epidemic from './epidemic.ts'
import * as exponential from './erlang.ts'
import { solveInputWalk } from './input-walk.ts'
import { normalQuantile } from './normal.ts'
import { latencyQuantileUs, meanLatencyUs } from './stall.ts'

describe('M/M/c', () => {
  it.each([
    [1, 0.9],
    [4, 3.2],
    [10, 9],
    [20, 18],
  ])('with %i servers and %f erlangs has the chance to wait of its balance equations', (c, a) => {
    // π_n ∝ a^n/n! below c and then falls by a/c; an arrival waits in the states from c on.
    let term = 1
    let below = 0
    for (let n = 0; n < c; n++) {
      below += term
      term *= a / (n + 1)
    }
    const above = term / (1 - a / c)
    expect(exponential.erlangC(c, a)).toBeCloseTo(above / (below + above), 13)
  })

  it('has the closed forms of few servers', () => {
    expect(exponential.erlangC(1, 0.8)).toBeCloseTo(0.8, 14)
    expect(exponential.erlangC(2, 1)).toBeCloseTo(1 / 3, 14)
    expect(exponential.erlangC(3, 2)).toBeCloseTo(4 / 9, 14)
    // Two servers wait ρ²/(1 − ρ²).
    expect(exponential.meanWait(2, 1.8)).toBeCloseTo(0.81 / 0.19, 12)
  })

  it('has the percentiles of M/M/1, which are 0 where fewer wait', () => {
    expect(exponential.waitQuantile(1, 0.95, 0.99)).toBeCloseTo(Math.log(95) / 0.05, 10)
    expect(exponential.waitQuantile(1, 0.3, 0.5)).toBe(0)
  })
})

describe('M/D/1', () => {
  it.each([0.3, 0.5, 0.8])(
    'at %f has a distribution with the mean of Pollaczek–Khinchine',
    (load) => {
      const h = 1 / 256
      // Trapezoids of P(W > t), which is smooth between whole services.
      let mean = 0
      for (let i = 0; i < 18 / h; i++) {
        const above = (t: number): number => 1 - constant.waitProbability(load, t)
        mean += (h * (above(i * h) + above((i + 1) * h - 1e-12))) / 2
      }
      expect(mean / constant.meanWait(load)).toBeCloseTo(1, 3)
    },
  )

  it('spares 1 − ρ of its customers the wait', () => {
    expect(constant.waitProbability(0.8, 0)).toBeCloseTo(0.2, 14)
    // P(W ≤ D) = (1 − ρ)e^ρ: nobody is ahead, or one who is not finished.
    expect(constant.waitProbability(0.8, 1)).toBeCloseTo(0.2 * Math.exp(0.8), 14)
  })

  it('has percentiles that its distribution confirms', () => {
    expect(constant.waitProbability(0.8, constant.waitQuantile(0.8, 0.99))).toBeCloseTo(0.99, 10)
    expect(constant.waitQuantile(0.5, 0.4)).toBe(0)
  })
})

describe('the walk of the inputs', () => {
  const walk = { block: 8, servers: 1, load: 0.8, service: 'exponential' as const }

  it('is the same on a finer lattice', () => {
    const coarse = solveInputWalk(walk, [6, 20])
    const fine = solveInputWalk(walk, coarse.thresholds, 3)
    expect(fine.mean / coarse.mean).toBeCloseTo(1, 5)
    expect((fine.tails[1] as number) / (coarse.tails[1] as number)).toBeCloseTo(1, 4)
  })

  it('falls as the queue does that it is made of: e^{−(1 − ρ)t}', () => {
    const { tails, thresholds } = solveInputWalk(walk, [15, 30])
    const [near, far] = tails as [number, number]
    const [from, to] = thresholds as [number, number]
    expect(Math.log(near / far) / (to - from)).toBeCloseTo(0.2, 4)
  })

  it('has the mean that Spitzer’s identity gives for constant service', () => {
    // E[V] = Σ E[max(0, S_k)]/k with S_k = kb − Γ(kb)/λ, here by Simpson's rule over the Gamma density.
    const { block, load } = { block: 8, load: 0.8 }
    let mean = 0
    for (let k = 1; k <= 60; k++) {
      const n = k * block
      let logFactorial = 0
      for (let i = 2; i < n; i++) logFactorial += Math.log(i)
      const density = (y: number): number =>
        y === 0 ? 0 : Math.exp((n - 1) * Math.log(y) - y - logFactorial)
      const end = n * load
      const parts = 2000
      let sum = 0
      for (let i = 0; i <= parts; i++) {
        const y = (i * end) / parts
        sum += (i === 0 || i === parts ? 1 : i % 2 === 0 ? 2 : 4) * (n - y / load) * density(y)
      }
      mean += (sum * end) / parts / 3 / k
    }
    const solved = solveInputWalk({ block, servers: 1, load, service: 'constant' }, [1])
    expect(solved.mean / mean).toBeCloseTo(1, 4)
  })
})

describe('the other known answers', () => {
  it('of an epidemic are sums that tend to the logistic curve', () => {
    expect(epidemic.meanTime(3, 1, 3)).toBeCloseTo(2 / 2 + 2 / 2, 14)
    expect(epidemic.meanTime(1e5, 1e4, 9e4) / epidemic.meanFieldTime(1e5, 1e4, 9e4)).toBeCloseTo(
      1,
      4,
    )
    expect(epidemic.meanFieldTime(10, 1, 9)).toBeCloseTo(Math.log(81), 14)
  })

  it('of a stall are those of the requests, listed one by one', () => {
    const stall = { gapUs: 10, serviceUs: 4, stallUs: 20, stalledRequest: 3, requests: 10 }
    // Ends of service by hand: the stall at 30 … 50 makes requests 3 … 6 end at 54, 58, 62 and 66.
    const latencies = [4, 4, 4, 24, 18, 12, 6, 4, 4, 4].toSorted((a, b) => a - b)
    expect(meanLatencyUs(stall)).toBeCloseTo(8.4, 12)
    for (const q of [0.5, 0.6, 0.7, 0.8, 0.9, 1]) {
      expect(latencyQuantileUs(stall, q)).toBe(latencies[Math.ceil(q * 10) - 1])
    }
  })

  it('of the normal distribution are the tabulated ones', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5)
    expect(normalQuantile(0.9995)).toBeCloseTo(3.290527, 5)
  })
})
