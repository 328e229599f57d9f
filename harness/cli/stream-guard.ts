/** Standard streams that cannot be written to: a reader that has left, a full disk. */
import { exitCodeOf, MusterError } from '../kernel/errors.ts'
import { printError } from './report/error.ts'

const READER_IS_GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ECONNRESET'])

/**
 * Lets the process go on, because a run keeps storing its trials. A reader that leaves early, as in
 * `muster schema | head`, is no error; output that is lost for another reason is, and is told.
 */
export function guardStreams({ stdout, stderr }: NodeJS.Process): void {
  // Without progress there is nobody to tell.
  stderr.on('error', () => {})
  stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (READER_IS_GONE.has(cause.code)) return
    const error = new MusterError('OUT_NOT_WRITABLE', `cannot write the output (${cause.code})`, {
      where: 'stdout',
      hint: 'free some space, or send the output elsewhere; a run’s folder is complete',
      cause,
    })
    printError(error, stderr)
    process.exitCode = exitCodeOf(error)
  })
}
