/** Files of a folder that strangers may have filled: what is no file is never waited for. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { MusterError } from '../harness/kernel/errors.ts'

/**
 * The bytes of a file, or undefined if there is none. Throws `RUN_INVALID` for what cannot be read, and
 * for a pipe, a device or a folder in its place: reading a pipe would never end.
 */
export async function readRegularFile(path: string): Promise<Buffer | undefined> {
  let file
  try {
    // Without this, opening a pipe waits until somebody writes into it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(path, code, error)
  }
  try {
    if (!(await file.stat()).isFile()) throw unreadable(path, 'it is no regular file')
    return await file.readFile()
  } catch (error) {
    if (error instanceof MusterError) throw error
    throw unreadable(path, (error as NodeJS.ErrnoException).code, error)
  } finally {
    await file.close()
  }
}

function unreadable(path: string, why: string | undefined, cause?: unknown): MusterError {
  return new MusterError('RUN_INVALID', `the file cannot be read (${why})`, {
    where: path,
    hint: 'restore the file as the run wrote it',
    cause,
  })
}
