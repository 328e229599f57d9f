/**
 * `digests.json`: SHA-256 of every file of a run folder, and a short digest of each line, so that a
 * change is found by file and line. It shows damage and careless changes. Whoever changes a file and
 * this one with it is found out only by what can be derived or run again, and by the head of the chain
 * (`line-chain.ts`) if somebody noted it.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writeFileDurably } from './durable-write.ts'
import { readRegularFile } from './regular-file.ts'
import { DIGESTS_FILE } from './store.ts'

export const DIGESTS_SCHEMA = 'muster/digests@1'

/** Hex digits of a line's digest: enough to tell lines of one file apart; the file has all 64. */
const LINE_DIGITS = 12

/** Names of files that are no part of a run: locks and what was being written. */
const PASSING = /^(\..*|run\.lock.*)$/

export interface ChangedFile {
  readonly file: string
  /** 1-based; absent if the file is missing or the change cannot be placed. */
  readonly line?: number
  readonly what: string
}

export interface FilesVerdict {
  /** Files and lines that were looked at. */
  readonly files: number
  readonly lines: number
  readonly changed: readonly ChangedFile[]
  /** Files of the folder that are not listed, so nothing is known about them. */
  readonly unlisted: readonly string[]
}

/** Writes `digests.json` for the folder as it is; the same bytes for the same files. */
export async function writeDigests(dir: string): Promise<void> {
  const files = new Map<string, Buffer>()
  for (const name of await filesOf(dir)) files.set(name, await readFile(join(dir, name)))
  await writeFileDurably(join(dir, DIGESTS_FILE), digestsText(files))
}

/** Text of `digests.json`. Its last field is the digest of the text before it. */
export function digestsText(files: ReadonlyMap<string, Buffer>): string {
  const names = [...files.keys()].sort()
  const entries = names.map((name) => {
    const bytes = files.get(name) as Buffer
    const lines = linesOf(bytes).map((line) => `"${lineDigest(line)}"`)
    return `    ${JSON.stringify(name)}: {\n      "sha256": "${sha256(bytes)}",\n      "lines": [\n        ${lines.join(',\n        ')}\n      ]\n    }`
  })
  const head = `{\n  "schema": "${DIGESTS_SCHEMA}",\n  "files": {\n${entries.join(',\n')}\n  },\n`
  return `${head}  "self": "${sha256(Buffer.from(head))}"\n}\n`
}

/** Compares a folder with its `digests.json`; undefined if it has none. */
export async function checkDigests(dir: string): Promise<FilesVerdict | undefined> {
  const folder = resolve(dir)
  const stored = await readRegularFile(join(folder, DIGESTS_FILE))
  if (stored === undefined) return undefined
  const names = await filesOf(folder)
  const files = new Map<string, Buffer>()
  for (const name of names) files.set(name, await readFile(join(folder, name)))
  const lines = [...files.values()].reduce((sum, bytes) => sum + linesOf(bytes).length, 0)
  const looked = { files: files.size + 1, lines: lines + linesOf(stored).length }
  const listed = parseDigests(stored)
  if (listed === undefined) {
    const line = firstDifference(linesOf(Buffer.from(digestsText(files))), linesOf(stored))
    const change = { file: DIGESTS_FILE, line, what: 'does not agree with its own digest' }
    return { ...looked, changed: [change], unlisted: [] }
  }
  return {
    ...looked,
    changed: [...listed].flatMap(([file, entry]) => changesOf(file, entry, files.get(file))),
    unlisted: names.filter((name) => !listed.has(name)),
  }
}

interface Entry {
  readonly sha256: string
  readonly lines: readonly string[]
}

/** Undefined if the text is not what was written. */
function parseDigests(stored: Buffer): Map<string, Entry> | undefined {
  const text = stored.toString('utf8')
  const at = text.lastIndexOf('  "self": "')
  const head = text.slice(0, Math.max(0, at))
  if (text.slice(head.length) !== `  "self": "${sha256(Buffer.from(head))}"\n}\n`) return undefined
  try {
    const { schema, files } = JSON.parse(text) as { schema: string; files: Record<string, Entry> }
    return schema === DIGESTS_SCHEMA ? new Map(Object.entries(files)) : undefined
  } catch {
    return undefined
  }
}

function changesOf(file: string, entry: Entry, bytes: Buffer | undefined): ChangedFile[] {
  if (bytes === undefined) return [{ file, what: 'is missing' }]
  if (sha256(bytes) === entry.sha256) return []
  const lines = linesOf(bytes)
  const digests = lines.map(lineDigest)
  if (digests.length !== entry.lines.length) {
    const line = firstDifference(entry.lines, digests)
    const what = `has ${digests.length} lines instead of ${entry.lines.length}; this is the first that differs`
    return [{ file, line, what }]
  }
  const changed = digests.flatMap((digest, i) =>
    digest === entry.lines[i] ? [] : [{ file, line: i + 1, what: 'is not what was written' }],
  )
  return changed.length > 0 ? changed : [{ file, what: 'is not what was written' }]
}

/** 1-based. */
function firstDifference<T extends string | Buffer>(a: readonly T[], b: readonly T[]): number {
  const same = (x: T | undefined, y: T | undefined): boolean =>
    x !== undefined && y !== undefined && Buffer.from(x).equals(Buffer.from(y))
  let i = 0
  while (i < Math.max(a.length, b.length) - 1 && same(a[i], b[i])) i++
  return i + 1
}

/** Lines with their line feeds; bytes, because no two different files may look the same. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const feed = bytes.indexOf(0x0a, from)
    const end = feed < 0 ? bytes.length : feed + 1
    lines.push(bytes.subarray(from, end))
    from = end
  }
  return lines
}

async function filesOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name !== DIGESTS_FILE && !PASSING.test(entry.name))
    .map((entry) => entry.name)
    .sort()
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function lineDigest(line: Buffer): string {
  return sha256(line).slice(0, LINE_DIGITS)
}
