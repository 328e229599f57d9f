/**
 * Runs test files when its parent process asks, with one vitest that lives as long as the process:
 * starting vitest takes longer than most tests. Each test file still gets a fresh thread, so that no
 * module outlives a run; of the files only what changed is read again.
 */
import { join } from 'node:path'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'

/** What the parent asks for. */
export interface TestRequest {
  /** Test files from the root, in the order in which they run. */
  readonly tests: readonly string[]
  /** Files from the root that were written since the last request. */
  readonly changed: readonly string[]
}

export type TestRun =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly test: string }
  /** Nothing was tested, or the failure is not that of a test. */
  | { readonly kind: 'unloadable'; readonly message: string }
  | { readonly kind: 'timed-out' }

const root = process.argv[2] ?? process.cwd()
const vitest = await createVitest(
  'test',
  { root, watch: false, pool: 'threads', isolate: true, maxWorkers: 1, bail: 1, reporters: [{}] },
  { server: { watch: null }, logLevel: 'silent' },
)

process.on('message', (request: TestRequest) => {
  void answer(vitest, request).then((run) => process.send?.(run))
})
process.once('disconnect', () => process.exit())

async function answer(runner: Vitest, { tests, changed }: TestRequest): Promise<TestRun> {
  for (const file of changed) runner.invalidateFile(join(root, file))
  for (const test of tests) {
    const run = await runFile(runner, join(root, test))
    if (run.kind !== 'passed') return run
  }
  return tests.length === 0
    ? { kind: 'unloadable', message: 'no test was run' }
    : { kind: 'passed' }
}

async function runFile(runner: Vitest, path: string): Promise<TestRun> {
  // Failures of earlier runs would count against `bail`.
  runner.state.filesMap.clear()
  runner.state.idMap.clear()
  try {
    const specification = runner.getRootProject().createSpecification(path)
    const { testModules, unhandledErrors } = await runner.runTestSpecifications([specification])
    return outcomeOf(testModules, unhandledErrors)
  } catch (error) {
    return { kind: 'unloadable', message: messageOf(error) }
  }
}

function outcomeOf(modules: readonly TestModule[], unhandled: readonly unknown[]): TestRun {
  let passed = 0
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'failed') return { kind: 'failed', test: test.fullName.replaceAll(' > ', ' ') }
      if (state === 'passed') passed++
    }
  }
  const errors = [...modules.flatMap((module) => module.errors()), ...unhandled]
  const suites = modules.flatMap((module) => [...module.children.allSuites()])
  for (const suite of suites) errors.push(...suite.errors())
  if (errors.length > 0) return { kind: 'unloadable', message: messageOf(errors[0]) }
  return passed > 0 ? { kind: 'passed' } : { kind: 'unloadable', message: 'no test was run' }
}

function messageOf(error: unknown): string {
  const message = (error as { readonly message?: unknown } | undefined)?.message
  return typeof message === 'string' && message !== '' ? message : String(error)
}
