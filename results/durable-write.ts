/** Writing so that a crash, a full disk or a power cut leaves the old content or the new, never half. */
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MusterError } from '../harness/kernel/errors.ts'

/**
 * Replaces a file's content: a temporary file beside it is written, flushed to disk and renamed over
 * it. Failure throws `OUT_NOT_WRITABLE` and leaves the old file as it was.
 */
export async function writeFileDurably(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw notWritable(error, path)
  }
}

/**
 * Adds one line of JSON to a file and flushes it to disk. A torn last line, left by a process that was killed
 * while it wrote, is cut off first, so that the new line stands alone. If writing fails, what was
 * written of the line is taken back and `OUT_NOT_WRITABLE` is thrown; earlier lines stay.
 */
export async function appendLineDurably(path: string, line: string): Promise<void> {
  try {
    const file = await open(path, 'a+')
    try {
      const size = (await file.stat()).size
      const end = await endOfLastLine(file, size)
      const torn = end < size && !(await isWholeLine(file, end, size))
      try {
        if (torn) await file.truncate(end)
        await file.writeFile(end < size && !torn ? `\n${line}\n` : `${line}\n`)
        await file.sync()
      } catch (error) {
        await file.truncate(torn ? end : size).catch(() => {})
        throw error
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw notWritable(error, path)
  }
}

/** The error that a failed write to `path` is reported as. */
export function notWritable(error: unknown, path: string): MusterError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown'
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new MusterError('OUT_NOT_WRITABLE', `no space is left to write ${basename(path)}`, {
      where: path,
      hint: 'free some space or choose another --out; what was written before is intact',
      cause: error,
    })
  }
  return new MusterError('OUT_NOT_WRITABLE', `cannot write ${basename(path)} (${code})`, {
    where: path,
    hint: 'choose a folder that you may write to with --out',
    cause: error,
  })
}

type FileHandle = Awaited<ReturnType<typeof open>>

/** Length of the file up to and including its last line feed. */
async function endOfLastLine(file: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(65_536)
  let end = size
  while (end > 0) {
    const from = Math.max(0, end - chunk.length)
    const { bytesRead } = await file.read(chunk, 0, end - from, from)
    const at = chunk.subarray(0, bytesRead).lastIndexOf(0x0a)
    if (at >= 0) return from + at + 1
    end = from
  }
  return 0
}

/** True if only the line feed is missing, e.g. after an editor has saved the file. */
async function isWholeLine(file: FileHandle, from: number, size: number): Promise<boolean> {
  const tail = Buffer.alloc(size - from)
  await file.read(tail, 0, tail.length, from)
  try {
    JSON.parse(tail.toString('utf8'))
    return true
  } catch {
    return false
  }
}

/** Makes a rename durable. Some systems cannot open a folder; there the rename alone has to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  if (handle === undefined) return
  await handle.sync().catch(() => {})
  await handle.close()
}
