/**
 * The command line in the process of the test: what it prints, writes and answers with, without the start of
 * a process for each call. Tests of signals, of kills and of the process itself take `muster`.
 */
import { vi } from 'vitest'
import type { MetrologyRecord } from '../../../results/metrology-record.ts'
import type { EndedProcess } from './muster.ts'

// The self-test of a run has one seed and so one answer: made once, and once only, for all runs of a file.
vi.doMock('../run/self-test.ts', async (importActual) => {
  const actual = await importActual<typeof import('../run/self-test.ts')>()
  let record: Promise<MetrologyRecord> | undefined
  return { ...actual, runSelfTest: () => (record ??= actual.runSelfTest()) }
})
const { runProgram } = await import('../run-program.ts')

/** What a test runner sets and a user does not. */
const RUNNERS_OWN = ['FORCE_COLOR', 'NODE_OPTIONS', 'MUSTER_DEBUG'] as const

let busy = false

/** One call at a time, because the folder and the streams belong to the whole process. */
export async function musterHere(
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<EndedProcess> {
  if (busy) throw new Error('the command line is running here already: wait for its end')
  busy = true
  const folder = process.cwd()
  const environment = { ...process.env }
  const stdout = capture(process.stdout)
  const stderr = capture(process.stderr)
  try {
    process.chdir(cwd)
    for (const name of RUNNERS_OWN) delete process.env[name]
    process.env['TMPDIR'] = cwd
    const code = await runProgram(args)
    return { code, stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    stdout.restore()
    stderr.restore()
    process.chdir(folder)
    for (const name of [...RUNNERS_OWN, 'TMPDIR']) restoreVariable(name, environment[name])
    busy = false
  }
}

function restoreVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

interface Capture {
  text(): string
  restore(): void
}

function capture(stream: NodeJS.WriteStream): Capture {
  const parts: string[] = []
  const write = vi.spyOn(stream, 'write').mockImplementation((part, encoding, done) => {
    parts.push(typeof part === 'string' ? part : Buffer.from(part).toString('utf8'))
    const ended = typeof encoding === 'function' ? encoding : done
    ended?.()
    return true
  })
  return { text: () => parts.join(''), restore: () => write.mockRestore() }
}
