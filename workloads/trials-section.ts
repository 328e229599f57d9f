/** How often each cell is run, and what tells noise from difference: part of the section `measure`. */
import { z } from 'zod'

/** Most trials of a cell when their number is found by the run. */
export const DEFAULT_MAX_TRIALS = 20
/** Ratios this close to 1 are equivalent. */
export const DEFAULT_PRECISION = 0.05

export const trialsSection = {
  trials: z
    .union([z.int().min(1).max(1_000), z.literal('auto')])
    .prefault(3)
    .describe(
      'Repetitions of each cell, with different seeds; auto goes on until each pair of entrants is decided, under a rule that stays right at 95 % however often it looks.',
    ),
  maxTrials: z
    .int()
    .min(3)
    .max(1_000)
    .prefault(DEFAULT_MAX_TRIALS)
    .describe('With trials: auto, the most repetitions; what is open by then stays undecided.'),
  precision: z
    .number()
    .gt(0)
    .max(1)
    .prefault(DEFAULT_PRECISION)
    .describe('With trials: auto, ratios within this share of 1 are equivalent.'),
  aa: z
    .boolean()
    .prefault(false)
    .describe(
      'Runs one entrant of each block twice; how far it differs from itself is the noise floor, below which no difference is called one.',
    ),
}
