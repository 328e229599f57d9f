/** Puts mutants into copies of the project, one in each at a time, and lets their tests look for them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostNowMs } from '../../kernel/host-clock.ts'
import type { Mutant, Verdict } from './mutant.ts'
import { copyProject, type Project } from './project-copy.ts'
import { TestRunner } from './test-run.ts'
import type { TestRun } from './test-worker.ts'

export interface Judged {
  readonly mutant: Mutant
  /** Line of the file where the mutant begins, from 1. Undefined if its text is not there. */
  readonly line: number | undefined
  readonly verdict: Verdict
  /** What finding that out took, on the host. */
  readonly tookMs: number
}

export type MutationRun =
  /** The tests do not all pass on the code as it is, so their failing would prove nothing. */
  | { readonly kind: 'red'; readonly because: Exclude<TestRun, { readonly kind: 'passed' }> }
  | { readonly kind: 'judged'; readonly judged: readonly Judged[] }

export interface MutationOptions {
  readonly project: Project
  readonly mutants: readonly Mutant[]
  /** For the tests of one mutant, and for one test file without mutants. */
  readonly timeoutMs: number
  /** Copies of the project that work side by side. */
  readonly jobs?: number
  readonly onJudged?: (judged: Judged) => void
  readonly signal?: AbortSignal
}

interface Lane {
  readonly root: string
  readonly runner: TestRunner
}

/**
 * Runs the tests of all the mutants once without any, then those of each mutant with it, the quickest
 * test file first, up to the first failure. A mutant that is stale takes no test. The copies are
 * removed at the end, also after a failure; the project itself is only read.
 */
export async function runMutants(options: MutationOptions): Promise<MutationRun> {
  const { project, mutants, timeoutMs, jobs = 1, onJudged, signal } = options
  const lanes: Lane[] = []
  try {
    for (let job = 0; job < jobs; job++) {
      const root = copyProject(project)
      lanes.push({ root, runner: new TestRunner({ root, signal }) })
    }
    const places = mutants.map((mutant) => place(mutant, project.root))
    const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))]
    const tookMs = new Map<string, number>()
    let red: Exclude<TestRun, { readonly kind: 'passed' }> | undefined
    await share(tests, lanes, async (test, { runner }) => {
      if (red !== undefined) return
      const startedMs = hostNowMs()
      const run = await runner.run({ tests: [test], changed: [] }, timeoutMs)
      tookMs.set(test, hostNowMs() - startedMs)
      if (run.kind !== 'passed') red = run
    })
    if (red !== undefined) return { kind: 'red', because: red }
    const judged: Judged[] = []
    await share([...mutants.keys()], lanes, async (index, lane) => {
      const mutant = mutants[index] as Mutant
      const { line, found } = places[index] as Place
      const startedMs = hostNowMs()
      const verdict: Verdict =
        found === 1
          ? await judge(mutant, lane, quickestFirst(mutant.tests, tookMs), timeoutMs)
          : { kind: 'stale', found }
      judged[index] = { mutant, line, verdict, tookMs: hostNowMs() - startedMs }
      onJudged?.(judged[index])
    })
    return { kind: 'judged', judged }
  } finally {
    for (const { root, runner } of lanes) {
      runner.close()
      rmSync(root, { recursive: true, force: true })
    }
  }
}

/** Every lane takes the next item as soon as it is done with one. */
async function share<T>(
  items: readonly T[],
  lanes: readonly Lane[],
  act: (item: T, lane: Lane) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const work = async (lane: Lane): Promise<void> => {
    for (const item of waiting) await act(item, lane)
  }
  const outcomes = await Promise.allSettled(lanes.map(work))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

function quickestFirst(tests: readonly string[], tookMs: ReadonlyMap<string, number>): string[] {
  return tests.toSorted((a, b) => (tookMs.get(a) ?? 0) - (tookMs.get(b) ?? 0))
}

async function judge(
  mutant: Mutant,
  { root, runner }: Lane,
  tests: readonly string[],
  timeoutMs: number,
): Promise<Verdict> {
  const path = join(root, mutant.file)
  const original = readFileSync(path, 'utf8')
  // By a function: `$` in a replacement text would have a meaning.
  writeFileSync(
    path,
    original.replace(mutant.find, () => mutant.replace),
  )
  const changed = [mutant.file]
  const run = await runner.run({ tests, changed }, timeoutMs)
  writeFileSync(path, original)
  // Otherwise the next mutant's tests would still see this one.
  await runner.run({ tests: [], changed }, timeoutMs)
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

interface Place {
  readonly found: number
  readonly line: number | undefined
}

function place({ file, find }: Mutant, root: string): Place {
  const pieces = readIfPresent(join(root, file)).split(find)
  const found = pieces.length - 1
  return { found, line: found === 0 ? undefined : pieces[0]?.split('\n').length }
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
