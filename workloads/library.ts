/** The workloads that come with Muster. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Names of the library's workloads, sorted, without extension. */
export function libraryNames(): string[] {
  return readdirSync(libraryFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/** Path of a library workload by its name, with or without `.yaml`, if there is one. */
export function libraryFile(name: string): string | undefined {
  const bare = name.replace(/\.ya?ml$/, '')
  return libraryNames().includes(bare) ? join(libraryFolder(), `${bare}.yaml`) : undefined
}

/** Beside this module; compiled code finds it in the package, two folders up. */
function libraryFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const beside = join(here, 'library')
  return existsSync(beside) ? beside : join(here, '..', '..', 'workloads', 'library')
}
