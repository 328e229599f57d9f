/** Making a run folder whole again after its writer was killed; nothing that was written is lost. */
import { open, readdir, readFile, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { notWritable, writeFileDurably } from './durable-write.ts'
import { parseTrial } from './record-shape.ts'
import { RUN_FILES, TRIALS_FILE } from './store.ts'

/** Bytes after the last whole line, and the file of the folder in which they are kept. */
export interface TornLine {
  readonly line: number
  readonly bytes: number
  readonly keptIn: string
}

/**
 * Cuts a torn last line off `cells.jsonl` after its bytes were put aside in a file of their own, and
 * removes files that were half written. A last line that lacks only its line feed is a whole record and
 * gets it. Throws `OUT_NOT_WRITABLE`.
 */
export async function mendRunFolder(dir: string): Promise<TornLine | undefined> {
  const folder = resolve(dir)
  for (const name of await readdir(folder)) {
    if (isHalfWritten(name)) await rm(join(folder, name), { force: true })
  }
  const path = join(folder, TRIALS_FILE)
  const content = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const end = content.lastIndexOf(0x0a) + 1
  if (end === content.length) return undefined
  const tail = content.subarray(end)
  if (isWholeRecord(tail)) {
    await change(path, async (file) => void (await file.write('\n', content.length)))
    return undefined
  }
  const line = content.subarray(0, end).filter((byte) => byte === 0x0a).length + 1
  const keptIn = await keepAside(folder, tail)
  await change(path, (file) => file.truncate(end))
  return { line, bytes: tail.length, keptIn }
}

/** What `writeFileDurably` leaves when it is killed. */
function isHalfWritten(name: string): boolean {
  const file = /^\.(.+)\.\d+\.tmp$/.exec(name)?.[1]
  return file !== undefined && (RUN_FILES.includes(file) || file.startsWith(`${TRIALS_FILE}.torn-`))
}

function isWholeRecord(bytes: Buffer): boolean {
  try {
    parseTrial(JSON.parse(bytes.toString('utf8')))
    return true
  } catch {
    return false
  }
}

/** In hex: torn bytes need not be text. Killed in between, it finds what it kept before. */
async function keepAside(folder: string, bytes: Buffer): Promise<string> {
  const text = `${bytes.toString('hex')}\n`
  for (let n = 1; ; n++) {
    const path = join(folder, `${TRIALS_FILE}.torn-${n}`)
    const there = await readFile(path, 'utf8').catch(() => undefined)
    if (there === undefined) await writeFileDurably(path, text)
    if (there === undefined || there === text) return basename(path)
  }
}

async function change(
  path: string,
  edit: (file: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  try {
    const file = await open(path, 'r+')
    try {
      await edit(file)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw notWritable(error, path)
  }
}
