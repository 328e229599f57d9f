/** Folders that a test owns, and what is in them. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestFolder {
  readonly path: string
  /** Writes a file and returns its name. */
  write(name: string, text: string): string
  /** Every file and folder with a digest of its content. */
  snapshot(): Readonly<Record<string, string>>
  remove(): void
}

export function makeTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'muster-test-'))
  return {
    path,
    write: (name, text) => {
      writeFileSync(join(path, name), text)
      return name
    },
    snapshot: () =>
      Object.fromEntries(
        readdirSync(path, { recursive: true, withFileTypes: true })
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
          .map((file) => [file.slice(path.length + 1), digestOf(file)]),
      ),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return 'folder'
  }
}
