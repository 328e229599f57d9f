/** Runs test files with vitest in a process of its own and says which test failed first. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export type TestRun =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly test: string }
  /** Nothing was tested, or the failure is not that of a test. */
  | { readonly kind: 'unloadable'; readonly message: string }
  | { readonly kind: 'timed-out' }

export interface TestRunOptions {
  readonly root: string
  readonly tests: readonly string[]
  readonly timeoutMs: number
  /** Kills the run; the promise is then rejected with an AbortError. */
  readonly signal?: AbortSignal | undefined
}

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly message: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>
  }>
}

/** Stops at the first failure. Needs vitest among the root's packages. */
export async function runTests(options: TestRunOptions): Promise<TestRun> {
  const { root, tests, timeoutMs, signal } = options
  const reportFile = join(root, 'mutation-report.json')
  rmSync(reportFile, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', ...tests, '--root', root, '--bail', '1']
  // In threads, so that killing the process leaves nothing behind.
  args.push('--pool', 'threads', '--maxWorkers', '1')
  args.push('--reporter', 'json', '--outputFile', reportFile)
  const { code, killed, output } = await execute(args, root, timeoutMs, signal)
  if (killed) return { kind: 'timed-out' }
  const report = existsSync(reportFile)
    ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report)
    : undefined
  const results = report?.testResults ?? []
  for (const { assertionResults } of results) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    if (failed !== undefined) return { kind: 'failed', test: failed.fullName }
  }
  if (code === 0 && results.length > 0) return { kind: 'passed' }
  const message = results.find((result) => result.message !== '')?.message ?? output
  return { kind: 'unloadable', message: message.trim() || 'no test was run' }
}

interface Exit {
  readonly code: number | null
  readonly killed: boolean
  readonly output: string
}

function execute(
  args: readonly string[],
  cwd: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: ownEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(signal === undefined ? {} : { signal }),
    })
    let output = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      output = (output + text).slice(-4_000)
    })
    child.on('error', reject)
    child.on('close', (code, by) => resolve({ code, killed: by === 'SIGKILL', output }))
  })
}

/** Without what an outer vitest tells its workers, so that a run can be started from a test. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|TINYPOOL|NODE_V8_COVERAGE)/.test(name),
    ),
  )
}
