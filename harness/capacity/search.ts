/**
 * The largest rate at which a system holds what is asked of it. Trials at one rate may pass or fail by
 * luck, so the answer is an interval: the rate at which half of all seeds pass, as one side and the other
 * of which were confirmed. Only that passing becomes less likely with the rate is assumed, and looked at.
 *
 * 1. Bracketing: doubling (or halving) until one rate passes and one fails.
 * 2. Bisection. A rate is steered by a few trials: two alike decide; otherwise more, until one side leads
 *    clearly, or the rate stays undecided, where bisection ends.
 * 3. Confirmation with fresh seeds: `low` must pass k of k trials, `high` must fail k of k; a
 *    counterexample moves it outwards by `step`, and the next attempt needs one trial more. If fewer than
 *    half of the seeds pass at a rate, k of k do with probability below 2^-k, so both sides together are
 *    wrong with probability below 2·(2^-k + 2^-(k+1) + …) = 2^(2-k): 0.032 for k = 7.
 */

import type { CapacityVerdict } from '../../results/capacity-record.ts'

/**
 * Carries out the nth trial of a search at a rate; every n is another seed. Undefined: the trial is no
 * evidence for either answer, and the search ends, because another seed would say no more.
 */
export type Attempt = (rate: number, nth: number) => Promise<boolean | undefined>

export interface SearchOptions {
  /** A rate to begin with. */
  readonly start: number
  readonly least: number
  readonly most: number
  /** Relative width at which bisection ends, and by which confirmation moves. Default 0.05. */
  readonly step?: number
  /** Trials that must agree in the first confirmation. Default 7. */
  readonly confirmations?: number
  /** Shares of the capacity that are tried at the end, to see whether all below it holds. */
  readonly below?: readonly number[]
}

/** How trials at one rate went. */
export interface RateOutcome {
  readonly rate: number
  readonly passed: number
  readonly failed: number
}

export interface SearchResult {
  readonly capacity: CapacityVerdict
  /** Every rate that was tried, ascending. */
  readonly outcomes: readonly RateOutcome[]
  readonly trials: number
}

const STEP = 0.05
const CONFIRMATIONS = 7
/** Trials that steer a rate at most, and the lead that decides among them. */
const MOST_STEERING = 6
const LEAD = 2
/** Trials at a rate from which its share speaks about monotonicity. */
const SPEAKING = 3
const BELOW = [0.1, 0.25, 0.5, 0.75, 0.9]

/** Throws what an attempt throws. */
export async function searchCapacity(
  attempt: Attempt,
  options: SearchOptions,
): Promise<SearchResult> {
  const ledger = new Ledger(attempt)
  const capacity = await search(ledger, options).catch((error: unknown): CapacityVerdict => {
    if (error instanceof Unseen) return { kind: 'no evidence', at: error.rate }
    throw error
  })
  const found = capacity.kind === 'no evidence' ? capacity : (ledger.violation() ?? capacity)
  return { capacity: found, outcomes: ledger.outcomes(), trials: ledger.trials }
}

async function search(ledger: Ledger, options: SearchOptions): Promise<CapacityVerdict> {
  const { step = STEP, confirmations = CONFIRMATIONS, below = BELOW, least, most } = options
  const confirm = async (from: number, holds: boolean): Promise<number | undefined> => {
    let rate = from
    for (let needed = confirmations; ; needed++) {
      if (await ledger.agree(rate, needed, holds)) return rate
      const next = holds ? rate / (1 + step) : rate * (1 + step)
      if (holds ? rate <= least : rate >= most) return undefined
      rate = Math.min(most, Math.max(least, next))
    }
  }

  let low: number | undefined
  let high: number | undefined
  let rate = Math.min(most, Math.max(least, options.start))
  while (low === undefined || high === undefined) {
    if ((await ledger.steer(rate)) === 'passes') {
      low = rate
      if (rate >= most) break
      if (high === undefined) rate = Math.min(most, rate * 2)
    } else {
      high = rate
      if (rate <= least) break
      if (low === undefined) rate = Math.max(least, rate / 2)
    }
  }
  while (low !== undefined && high !== undefined && high > low * (1 + step)) {
    const middle = Math.sqrt(low * high)
    const direction = await ledger.steer(middle)
    if (direction === 'passes') low = middle
    else if (direction === 'fails') high = middle
    else break
  }
  const lowest = low === undefined ? undefined : await confirm(low, true)
  for (const share of lowest === undefined ? [] : below) {
    for (let nth = 0; nth < SPEAKING; nth++) await ledger.try((lowest as number) * share)
  }
  const highest = high === undefined ? undefined : await confirm(high, false)
  if (lowest !== undefined && highest !== undefined) {
    return { kind: 'found', low: lowest, high: highest }
  }
  if (lowest !== undefined) return { kind: 'above', low: lowest }
  return { kind: 'below', high: highest ?? most }
}

/** Ends a search at a trial that shows nothing. */
class Unseen extends Error {
  readonly rate: number

  constructor(rate: number) {
    super('a trial is no evidence')
    this.rate = rate
  }
}

/** Every trial of a search. */
class Ledger {
  trials = 0
  private readonly attempt: Attempt
  private readonly byRate = new Map<number, { passed: number; failed: number }>()

  constructor(attempt: Attempt) {
    this.attempt = attempt
  }

  async try(rate: number): Promise<boolean> {
    const passed = await this.attempt(rate, this.trials++)
    if (passed === undefined) throw new Unseen(rate)
    const tally = this.byRate.get(rate) ?? { passed: 0, failed: 0 }
    this.byRate.set(rate, tally)
    if (passed) tally.passed++
    else tally.failed++
    return passed
  }

  /** Which way to go from a rate, by as few trials as leave little doubt. */
  async steer(rate: number): Promise<'passes' | 'fails' | 'undecided'> {
    let lead = 0
    for (let nth = 0; nth < MOST_STEERING; nth++) {
      lead += (await this.try(rate)) ? 1 : -1
      if (lead === LEAD) return 'passes'
      if (lead === -LEAD) return 'fails'
    }
    return 'undecided'
  }

  /** Whether so many fresh trials at a rate all end alike; ends at the first that does not. */
  async agree(rate: number, needed: number, outcome: boolean): Promise<boolean> {
    for (let nth = 0; nth < needed; nth++) if ((await this.try(rate)) !== outcome) return false
    return true
  }

  outcomes(): RateOutcome[] {
    return [...this.byRate]
      .map(([rate, tally]) => ({ rate, ...tally }))
      .sort((a, b) => a.rate - b.rate)
  }

  /** The smallest rate that only failed with a larger one that only passed, each often enough. */
  violation(): CapacityVerdict | undefined {
    const speaking = this.outcomes().filter(({ passed, failed }) => passed + failed >= SPEAKING)
    const failedAt = speaking.find(({ passed }) => passed === 0)?.rate
    const heldAt = speaking.findLast(({ failed }) => failed === 0)?.rate
    if (failedAt === undefined || heldAt === undefined || failedAt > heldAt) return undefined
    return { kind: 'not monotone', failedAt, heldAt }
  }
}
