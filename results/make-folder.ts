/** Making a folder, which always ends. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder with what is missing above it, and returns the first one that it made, or undefined if
 * it was there. Rejects with the error of the file system. `mkdir` with `recursive` never ends where a
 * parent is there and refuses children as if it were not, as `/proc` does.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const folder = resolve(path)
  try {
    await mkdir(folder)
    return folder
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return undefined
    if (code !== 'ENOENT' || (await isThere(dirname(folder)))) throw error
  }
  const first = await makeFolder(dirname(folder))
  // Another process may have made it meanwhile.
  const own = await mkdir(folder).then(
    () => folder,
    async (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return undefined
      throw error
    },
  )
  return first ?? own
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
