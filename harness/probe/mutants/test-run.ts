/** A process that runs test files with vitest, and that is replaced if it has to be killed. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { builtUrl } from '../../pool/built-url.ts'
import type { TestRequest, TestRun } from './test-worker.ts'

export interface TestRunnerOptions {
  /** Project with vitest among its packages. */
  readonly root: string
  /** Closes the runner; a run that is under way is then rejected with an AbortError. */
  readonly signal?: AbortSignal | undefined
}

/** Runs one request after the other. Its process starts with the first one. */
export class TestRunner {
  private readonly options: TestRunnerOptions
  private process: ChildProcess | undefined
  private stderr = ''

  constructor(options: TestRunnerOptions) {
    this.options = options
  }

  /**
   * Runs test files in their order up to the first failure. What takes longer than `timeoutMs` is
   * killed, and so is what did not answer when the process ended.
   */
  run(request: TestRequest, timeoutMs: number): Promise<TestRun> {
    const { signal } = this.options
    const child = (this.process ??= this.start())
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(timer)
        for (const event of ['message', 'error', 'exit']) child.removeAllListeners(event)
        signal?.removeEventListener('abort', onAbort)
        act()
      }
      const giveUp = (run: TestRun): void => {
        finish(() => {
          this.close()
          resolve(run)
        })
      }
      const timer = setTimeout(() => giveUp({ kind: 'timed-out' }), timeoutMs)
      const onAbort = (): void => {
        finish(() => {
          this.close()
          reject(new DOMException('the run was stopped', 'AbortError'))
        })
      }
      signal?.addEventListener('abort', onAbort)
      child.once('message', (run) => finish(() => resolve(run as TestRun)))
      child.once('error', ({ message }) => giveUp({ kind: 'unloadable', message }))
      child.once('exit', () => {
        giveUp({ kind: 'unloadable', message: this.stderr.trim() || 'the test process ended' })
      })
      if (signal?.aborted === true) onAbort()
      else child.send(request)
    })
  }

  /** Kills the process with what it is running. */
  close(): void {
    this.process?.kill('SIGKILL')
    this.process = undefined
  }

  private start(): ChildProcess {
    const script = fileURLToPath(builtUrl('harness/probe/mutants/test-worker'))
    const child = fork(script, [this.options.root], {
      cwd: this.options.root,
      env: ownEnvironment(),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.stderr = ''
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-4_000)
    })
    return child
  }
}

/** Without what an outer vitest tells its workers, so that a run can be started from a test. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|TINYPOOL|NODE_V8_COVERAGE)/.test(name),
    ),
  )
}
