/** `muster doctor --aa`: is this machine, and the rule that judges it, fit to tell systems apart? */
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { judgeNullComparisons, type NullVerdict } from '../aa/judge-null-comparisons.ts'
import { PAIRS_EACH, runNullComparisons } from '../aa/run-null-comparisons.ts'
import { type RawFlags, readWhole } from '../flags.ts'
import { listenForInterruption } from '../run/interruption.ts'

const COMPARISONS = 200
const MOST_COMPARISONS = 10_000
const SEED = 1
const TOLD_EVERY = 10

/** Returns the exit code: 4 if more than 5 % of null comparisons are called different. */
export async function doctorAaCommand(raw: RawFlags): Promise<number> {
  const comparisons = readWhole(raw, 'comparisons', 1, MOST_COMPARISONS) ?? COMPARISONS
  const { stderr, stdout } = process
  stderr.write(
    `comparing systems with themselves ${comparisons} times, ${comparisons * PAIRS_EACH * 2} trials\n`,
  )
  const interruption = listenForInterruption(() => stderr.write('interrupted\n'))
  try {
    const pairs = await runNullComparisons({
      comparisons,
      seed: SEED,
      signal: interruption.signal,
      ended: (done) => {
        if (done % TOLD_EVERY === 0) stderr.write(`[${done}/${comparisons}]\n`)
      },
    })
    const verdict = judgeNullComparisons(pairs)
    const document = { schema: 'muster/aa@1', ...verdict, pairs }
    stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describeNull(verdict))
    return verdict.holds ? EXIT.done : EXIT.notValid
  } catch (error) {
    if (error instanceof MusterError && error.code === 'INTERRUPTED') return EXIT.interrupted
    throw error
  } finally {
    interruption.stop()
  }
}

export function describeNull(verdict: NullVerdict): string {
  const { comparisons, pairsEach, called, share, calledWithoutFloor, noiseFloor, holds } = verdict
  const percent = (value: number | null): string =>
    value === null ? '–' : `${(100 * value).toFixed(1)} %`
  return [
    `${called} of ${comparisons} null comparisons of ${pairsEach} pairs called different: ${percent(share.value)} (95 % interval ${percent(share.low)} – ${percent(share.high)}), at most 5 %`,
    `${calledWithoutFloor} of ${comparisons} without the noise floor, as in a run without --aa`,
    `noise floor of tasks per CPU-second: ${percent(noiseFloor)}; a smaller difference is none`,
    holds ? 'holds' : 'does not hold: stop other work on this machine and run again',
    '',
  ].join('\n')
}
