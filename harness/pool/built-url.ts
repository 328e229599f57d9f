/** Where workers are. Node 20 cannot run a worker from TypeScript: from sources, the built one is used. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../kernel/package-root.ts'

/** URL of a module, named from the package's root without ending, as JavaScript. */
export function builtUrl(module: string): string {
  const isBuilt = import.meta.url.endsWith('.js')
  if (isBuilt) return new URL(`../../${module}.js`, import.meta.url).href
  return pathToFileURL(join(packageRoot(), 'dist', `${module}.js`)).href
}
