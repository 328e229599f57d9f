/** Readers that leave early, as in `muster schema | head`. */

const READER_IS_GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ECONNRESET'])

/**
 * Lets the process go on when whoever reads the stream has gone: a run keeps storing its trials.
 * Any other fault of the stream is thrown.
 */
export function outliveReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_IS_GONE.has(error.code)) throw error
  })
}
