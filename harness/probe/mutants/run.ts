/**
 * `npm run mutants [-- --json] [-- --only <id>]`: proves that the tests of the controls can fail.
 * Progress goes to stderr, the table and the score to stdout. Exits with 0 only if every mutant was
 * killed, and with 3 if one was not, was stale, or timed out.
 */
import { parseArgs } from 'node:util'
import { EXIT, exitCodeOf, MusterError } from '../../kernel/errors.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import { packageRoot } from '../../kernel/package-root.ts'
import type { Verdict } from './mutant.ts'
import { MUTANTS } from './mutants.ts'
import { runMutants, scoreOf, type Judged } from './mutation-run.ts'
import { checkoutAt } from './project-copy.ts'

const TIMEOUT_MS = 120_000

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof MusterError)) throw error
  say(`${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}`)
  process.exitCode = exitCodeOf(error)
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const unknown = values.only.find((id) => MUTANTS.every((mutant) => mutant.id !== id))
  if (unknown !== undefined) {
    throw new MusterError('USAGE', `there is no mutant ${unknown}`, {
      hint: 'the ids are in harness/probe/mutants',
    })
  }
  const mutants = values.only.length === 0 ? MUTANTS : MUTANTS.filter(isAmong(values.only))
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  const startedMs = hostNowMs()
  say(`${mutants.length} mutants; first the tests without any`)
  try {
    const run = await runMutants({
      project: checkoutAt(packageRoot()),
      mutants,
      timeoutMs: TIMEOUT_MS,
      signal: stopped.signal,
      onJudged: ({ mutant, verdict }) => say(`${mutant.id}: ${describe(verdict)}`),
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

function isAmong(ids: readonly string[]): (mutant: { readonly id: string }) => boolean {
  return ({ id }) => ids.includes(id)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function describe(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'killed':
      return `killed by “${verdict.by}”`
    case 'survived':
      return 'SURVIVED: no test notices it'
    case 'stale':
      return `STALE: its text is ${verdict.found} times in the file, not once`
    case 'broken':
      return `BROKEN: ${verdict.message.split('\n')[0] ?? ''}`
    case 'timed-out':
      return 'TIMED OUT'
  }
}

function asTable(judged: readonly Judged[], seconds: number): string {
  const width = Math.max(...judged.map(({ mutant }) => mutant.id.length))
  const lines = judged.map(({ mutant, verdict }) => {
    const word = verdict.kind === 'killed' ? 'killed' : verdict.kind.toUpperCase()
    return `${mutant.id.padEnd(width)}  ${word.padEnd(9)}  ${mutant.what}`
  })
  return [...lines, '', `${scoreOf(judged)} in ${seconds} s`, ''].join('\n')
}

function asJson(judged: readonly Judged[], seconds: number): string {
  const mutants = judged.map(({ mutant, verdict }) => ({ ...mutant, verdict }))
  return `${JSON.stringify({ score: scoreOf(judged), seconds, mutants }, undefined, 2)}\n`
}
