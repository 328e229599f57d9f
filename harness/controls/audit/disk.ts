/** The calls by which a trail reaches the disk, so that a test can stand in for a disk that fails. */
import { appendFileSync, closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

export interface AuditDisk {
  /** Opens for appending; creates the file. Throws if it cannot. */
  open(path: string): number
  /** Appends the whole text. Throws if it cannot. */
  write(file: number, text: string): void
  /** Returns when everything written is on the disk. Throws if it cannot say so. */
  sync(file: number): void
  /** Returns when the file's name is on the disk. */
  syncName(path: string): void
  close(file: number): void
}

export const hostDisk: AuditDisk = {
  open: (path) => openSync(path, 'a'),
  write: (file, text) => appendFileSync(file, text),
  sync: (file) => fdatasyncSync(file),
  syncName: (path) => {
    // A folder can be opened for syncing on POSIX systems only; elsewhere names need no sync.
    if (process.platform === 'win32') return
    const folder = openSync(dirname(path), 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  },
  close: (file) => closeSync(file),
}
