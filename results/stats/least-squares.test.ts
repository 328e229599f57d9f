import { describe, expect, it } from 'vitest'
import { fitLeastSquares, solve } from './least-squares.ts'

// NIST/ITL Statistical Reference Datasets, nonlinear regression: Misra1a, Misra1d (the same data under
// another model) and MGH09, with their certified parameters, standard deviations and residual squares.
const MISRA = [
  [77.6, 10.07],
  [114.9, 14.73],
  [141.1, 17.94],
  [190.8, 23.93],
  [239.9, 29.61],
  [289.0, 35.18],
  [332.8, 40.02],
  [378.4, 44.82],
  [434.8, 50.76],
  [477.3, 55.05],
  [536.8, 61.01],
  [593.1, 66.4],
  [689.1, 75.47],
  [760.0, 81.78],
] as const
const KOWALIK_OSBORNE = [
  [4, 0.1957],
  [2, 0.1947],
  [1, 0.1735],
  [0.5, 0.16],
  [0.25, 0.0844],
  [0.167, 0.0627],
  [0.125, 0.0456],
  [0.1, 0.0342],
  [0.0833, 0.0323],
  [0.0714, 0.0235],
  [0.0625, 0.0246],
] as const

interface Reference {
  readonly name: string
  readonly data: readonly (readonly [x: number, y: number])[]
  readonly model: (b: readonly number[], x: number) => number
  readonly slopes: (b: readonly number[], x: number) => number[]
  readonly starts: readonly (readonly number[])[]
  readonly certified: readonly number[]
  readonly deviations: readonly number[]
  readonly squares: number
}

type B = [number, number, number, number]

const REFERENCES: readonly Reference[] = [
  {
    name: 'Misra1a',
    data: MISRA,
    model: (b, x) => {
      const [b1, b2] = b as B
      return b1 * (1 - Math.exp(-b2 * x))
    },
    slopes: (b, x) => {
      const [b1, b2] = b as B
      return [1 - Math.exp(-b2 * x), b1 * x * Math.exp(-b2 * x)]
    },
    starts: [
      [500, 0.0001],
      [250, 0.0005],
    ],
    certified: [2.3894212918e2, 5.5015643181e-4],
    deviations: [2.7070075241, 7.2668688436e-6],
    squares: 1.2455138894e-1,
  },
  {
    name: 'Misra1d',
    data: MISRA,
    model: (b, x) => {
      const [b1, b2] = b as B
      return (b1 * b2 * x) / (1 + b2 * x)
    },
    slopes: (b, x) => {
      const [b1, b2] = b as B
      return [(b2 * x) / (1 + b2 * x), (b1 * x) / (1 + b2 * x) ** 2]
    },
    starts: [
      [500, 0.0001],
      [450, 0.0003],
    ],
    certified: [4.3736970754e2, 3.0227324449e-4],
    deviations: [3.6489174345, 2.9334354479e-6],
    squares: 5.6419295283e-2,
  },
  {
    name: 'MGH09',
    data: KOWALIK_OSBORNE,
    model: (b, x) => {
      const [b1, b2, b3, b4] = b as B
      return (b1 * (x * x + x * b2)) / (x * x + x * b3 + b4)
    },
    slopes: (b, x) => {
      const [b1, b2, b3, b4] = b as B
      const under = x * x + x * b3 + b4
      const over = x * x + x * b2
      return [
        over / under,
        (b1 * x) / under,
        (-b1 * over * x) / under ** 2,
        (-b1 * over) / under ** 2,
      ]
    },
    // The other published start, a hundred times as far, leads many optimisers astray.
    starts: [[0.25, 0.39, 0.415, 0.39]],
    certified: [1.9280693458e-1, 1.9128232873e-1, 1.2305650693e-1, 1.3606233068e-1],
    deviations: [1.1435312227e-2, 1.9633220911e-1, 8.0842031232e-2, 9.0025542308e-2],
    squares: 3.0750560385e-4,
  },
]

describe('least squares', () => {
  for (const { name, data, model, slopes, starts, certified, deviations, squares } of REFERENCES) {
    it.each(starts.map((start) => [start]))(`certifies ${name} from %j`, (start) => {
      const fit = fitLeastSquares({
        start,
        residuals: (b) => data.map(([x, y]) => y - model(b, x)),
        jacobian: (b) => data.map(([x]) => slopes(b, x)),
      })
      if (fit.kind !== 'converged') throw new Error('did not converge')
      const digits = (value: number, reference: number): number =>
        -Math.log10(Math.max(Math.abs(value / reference - 1), 1e-15))
      for (const [at, reference] of certified.entries()) {
        expect(digits(fit.parameters[at] as number, reference)).toBeGreaterThan(7)
        expect(digits(fit.standardErrors[at] as number, deviations[at] as number)).toBeGreaterThan(
          6,
        )
      }
      expect(digits(fit.residualSquares, squares)).toBeGreaterThan(8)
    })
  }

  it('does not pretend to fit what the data cannot tell apart', () => {
    const fit = fitLeastSquares({
      start: [1, 1],
      residuals: ([a = 0, b = 0]) => [1, 2, 3].map((x) => x - (a + b)),
      jacobian: () => [1, 2, 3].map(() => [1, 1]),
    })
    const errors = fit.kind === 'converged' ? fit.standardErrors : [Number.NaN]
    expect(errors.every(Number.isFinite)).toBe(false)
  })

  it('solves a small system and refuses a singular one', () => {
    expect(
      solve(
        [
          [4, 2],
          [2, 3],
        ],
        [10, 9],
      )?.map((v) => Number(v.toFixed(12))),
    ).toEqual([1.5, 2])
    expect(
      solve(
        [
          [1, 1],
          [1, 1],
        ],
        [1, 1],
      ),
    ).toBeUndefined()
  })
})
