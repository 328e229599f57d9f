/** Puts one mutant after the other into a copy of the project and lets its tests look for it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant, Verdict } from './mutant.ts'
import { copyProject, type Project } from './project-copy.ts'
import { runTests, type TestRun } from './test-run.ts'

export interface Judged {
  readonly mutant: Mutant
  readonly verdict: Verdict
}

export type MutationRun =
  /** The tests do not all pass on the code as it is, so their failing would prove nothing. */
  | { readonly kind: 'red'; readonly because: Exclude<TestRun, { readonly kind: 'passed' }> }
  | { readonly kind: 'judged'; readonly judged: readonly Judged[] }

export interface MutationOptions {
  readonly project: Project
  readonly mutants: readonly Mutant[]
  /** For the tests of one mutant; the run without mutants gets ten times as much. */
  readonly timeoutMs: number
  readonly onJudged?: (judged: Judged) => void
  readonly signal?: AbortSignal
}

/**
 * Runs the tests of all the mutants once without any, then those of each mutant with it. The copy is
 * removed at the end, also after a failure; the project itself is only read.
 */
export async function runMutants(options: MutationOptions): Promise<MutationRun> {
  const { project, mutants, timeoutMs, onJudged, signal } = options
  const root = copyProject(project)
  try {
    const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))]
    const unmutated = await runTests({ root, tests, timeoutMs: 10 * timeoutMs, signal })
    if (unmutated.kind !== 'passed') return { kind: 'red', because: unmutated }
    const judged: Judged[] = []
    for (const mutant of mutants) {
      const entry = { mutant, verdict: await judge(mutant, root, timeoutMs, signal) }
      judged.push(entry)
      onJudged?.(entry)
    }
    return { kind: 'judged', judged }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function judge(
  mutant: Mutant,
  root: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const { tests } = mutant
  const path = join(root, mutant.file)
  const original = readIfPresent(path)
  const found = original.split(mutant.find).length - 1
  if (found !== 1) return { kind: 'stale', found }
  // By a function: `$` in a replacement text would have a meaning.
  writeFileSync(
    path,
    original.replace(mutant.find, () => mutant.replace),
  )
  const run = await runTests({ root, tests, timeoutMs, signal })
  writeFileSync(path, original)
  switch (run.kind) {
    case 'passed':
      return { kind: 'survived' }
    case 'failed':
      return { kind: 'killed', by: run.test }
    case 'unloadable':
      return { kind: 'broken', message: run.message }
    case 'timed-out':
      return { kind: 'timed-out' }
  }
}

function readIfPresent(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** `28 of 30 mutants killed (93 %)`; rounded down, so that 100 % means all. */
export function scoreOf(judged: readonly Judged[]): string {
  const killed = judged.filter(({ verdict }) => verdict.kind === 'killed').length
  const percent = judged.length === 0 ? 0 : Math.floor((100 * killed) / judged.length)
  return `${killed} of ${judged.length} mutants killed (${percent} %)`
}
