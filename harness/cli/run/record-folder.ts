/** The folder of a command that leaves one record, and no run. */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../../results/make-folder.ts'
import { notWritable } from '../../../results/durable-write.ts'
import { MusterError } from '../../kernel/errors.ts'
import { RUNS_FOLDER } from './run-folder.ts'

export interface RecordFolder {
  /** What a folder of its own choice begins with. */
  readonly command: string
  /** Name of the record in it. */
  readonly file: string
  readonly out: string | undefined
  /** When the command began, ISO 8601. */
  readonly at: string
}

/**
 * Makes the folder, if it is not there. Throws RUN_EXISTS if it holds a record, OUT_NOT_WRITABLE if
 * nothing can be written.
 */
export async function takeRecordFolder(record: RecordFolder): Promise<string> {
  const { command, file, out, at } = record
  const stamp = at.replaceAll(':', '-').replace(/\..*/, '')
  const dir = out ?? join(RUNS_FOLDER, `${command}-${stamp}`)
  try {
    await makeFolder(dir)
    await access(dir, constants.W_OK)
  } catch (error) {
    throw notWritable(error, dir)
  }
  const there = await stat(join(dir, file)).catch(() => undefined)
  if (there === undefined) return dir
  throw new MusterError('RUN_EXISTS', `the folder already holds a record (${file})`, {
    where: dir,
    hint: 'choose another folder with --out, or move this one away',
  })
}
