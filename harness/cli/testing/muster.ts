/** The built command line as a child process, for tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../kernel/package-root.ts'

export interface EndedProcess {
  /** Null if a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartedProcess {
  readonly child: ChildProcess
  readonly ended: Promise<EndedProcess>
  /** Resolves when stderr holds the text; rejects if the process ends without it. */
  says(text: string): Promise<void>
}

export interface StartOptions {
  readonly cwd: string
  /** Flags of node itself. */
  readonly nodeFlags?: readonly string[]
  /** A command that runs the one after it, such as a shell that sets a limit. */
  readonly via?: readonly string[]
  /** An open file for stdout, instead of a pipe that is read. */
  readonly stdout?: number
}

/** Runs a command to its end. */
export function muster(args: readonly string[], options: StartOptions): Promise<EndedProcess> {
  return startMuster(args, options).ended
}

/** Starts a command. Throws if the command line has not been built. */
export function startMuster(
  args: readonly string[],
  { cwd, nodeFlags = [], via = [], stdout: output }: StartOptions,
): StartedProcess {
  const main = join(packageRoot(), 'dist/harness/cli/main.js')
  if (!existsSync(main)) throw new Error(`${main} is missing: run "npm run build" first`)
  const [program = '', ...rest] = [...via, process.execPath, ...nodeFlags, main, ...args]
  const child = spawn(program, rest, {
    cwd,
    // What a killed process leaves in the temporary folder goes with the test's own.
    env: { ...plainEnvironment(), TMPDIR: cwd },
    stdio: ['ignore', output ?? 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const look of waiting) look()
  })
  const ended = new Promise<EndedProcess>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stderr.includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
      void ended.then(() => reject(new Error(`it ended without "${text}":\n${stderr}`)))
    })
  return { child, ended, says }
}

/** Without what makes a test runner's children print colours or run other code. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _color, NODE_OPTIONS: _options, MUSTER_DEBUG: _debug, ...env } = process.env
  return env
}
