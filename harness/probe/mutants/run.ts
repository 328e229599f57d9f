/**
 * `npm run mutants [-- --json] [--only <id>] [--in <path>] [--jobs <n>]`: proves that the tests of the
 * controls can fail. Progress goes to stderr, the table and the score to stdout. Exits with 0 only if
 * every mutant was killed, and with 3 if one was not, was stale, or timed out.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { EXIT, exitCodeOf, MusterError } from '../../kernel/errors.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import { packageRoot } from '../../kernel/package-root.ts'
import { MUTANTS } from './mutants.ts'
import { runMutants, scoreOf, type Judged } from './mutation-run.ts'
import { checkoutAt } from './project-copy.ts'

const TIMEOUT_MS = 120_000
/** Each takes a thread and some 300 MB. */
const MOST_JOBS = 8

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof MusterError)) throw error
  say(`${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}`)
  process.exitCode = exitCodeOf(error)
}

async function main(): Promise<number> {
  const values = readFlags()
  const jobs = Number(values.jobs)
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MOST_JOBS) {
    throw new MusterError('USAGE', `--jobs must be a whole number from 1 to ${MOST_JOBS}`)
  }
  const unknown = values.only.find((id) => MUTANTS.every((mutant) => mutant.id !== id))
  if (unknown !== undefined) {
    throw new MusterError('USAGE', `there is no mutant ${unknown}`, {
      hint: 'the ids are in harness/probe/mutants',
    })
  }
  const mutants = MUTANTS.filter(
    ({ id, file }) =>
      (values.only.length === 0 || values.only.includes(id)) &&
      (values.in.length === 0 || values.in.some((path) => file.startsWith(path))),
  )
  if (mutants.length === 0) {
    throw new MusterError('USAGE', `there is no mutant of a file in ${values.in.join(', ')}`)
  }
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  const startedMs = hostNowMs()
  say(`${mutants.length} mutants; first the tests without any`)
  try {
    const run = await runMutants({
      project: checkoutAt(packageRoot()),
      mutants,
      timeoutMs: TIMEOUT_MS,
      jobs,
      signal: stopped.signal,
      onJudged: (judged) => {
        const { mutant, tookMs } = judged
        say(`${mutant.id}: ${describe(judged)} (${(tookMs / 1_000).toFixed(1)} s)`)
      },
    })
    if (run.kind === 'red') {
      say(`the tests do not pass on the code as it is: ${JSON.stringify(run.because)}`)
      return EXIT.doesNotHold
    }
    const seconds = Math.round((hostNowMs() - startedMs) / 1_000)
    const { judged } = run
    process.stdout.write(values.json ? asJson(judged, seconds) : asTable(judged, seconds))
    return judged.every(({ verdict }) => verdict.kind === 'killed') ? EXIT.done : EXIT.doesNotHold
  } catch (error) {
    if (stopped.signal.aborted) return EXIT.interrupted
    throw error
  }
}

/** Throws USAGE for a flag that there is not, or one without its value. */
function readFlags() {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        in: { type: 'string', multiple: true, default: [] },
        jobs: { type: 'string', default: String(Math.min(MOST_JOBS, availableParallelism())) },
      },
    }).values
  } catch (cause) {
    throw new MusterError('USAGE', (cause as Error).message, {
      hint: 'flags: --json, --only <id>, --in <path>, --jobs <n>',
      cause,
    })
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function describe({ mutant, line, verdict }: Judged): string {
  const place = `${mutant.file}:${line ?? 1}`
  switch (verdict.kind) {
    case 'killed':
      return `killed by “${verdict.by}”`
    case 'survived':
      return `SURVIVED at ${place}: no test of ${mutant.tests.join(', ')} notices it`
    case 'stale':
      return `STALE: its text is ${verdict.found} times in ${mutant.file}, not once`
    case 'broken':
      return `BROKEN at ${place}: ${verdict.message.split('\n')[0] ?? ''}`
    case 'timed-out':
      return `TIMED OUT at ${place}`
  }
}

/** All of them, then what is wrong with those that were not killed, then the score. */
function asTable(judged: readonly Judged[], seconds: number): string {
  const width = Math.max(...judged.map(({ mutant }) => mutant.id.length))
  const lines = judged.map(({ mutant, verdict }) => {
    const word = verdict.kind === 'killed' ? 'killed' : verdict.kind.toUpperCase()
    return `${mutant.id.padEnd(width)}  ${word.padEnd(9)}  ${mutant.what}`
  })
  const alive = judged.filter(({ verdict }) => verdict.kind !== 'killed')
  const faults = alive.map((entry) => `${entry.mutant.id}: ${describe(entry)}`)
  if (faults.length > 0) lines.push('', ...faults)
  return [...lines, '', `${scoreOf(judged)} in ${seconds} s`, ''].join('\n')
}

function asJson(judged: readonly Judged[], seconds: number): string {
  const mutants = judged.map(({ mutant, ...rest }) => ({ ...mutant, ...rest }))
  return `${JSON.stringify({ score: scoreOf(judged), seconds, mutants }, undefined, 2)}\n`
}
