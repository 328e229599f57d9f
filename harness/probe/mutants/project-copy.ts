/** A private copy of a project, in which files can be broken without harm to the checkout. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { MusterError } from '../../kernel/errors.ts'

const BUILT = 'dist'

export interface Project {
  readonly root: string
  /** Files to copy, from the root. */
  readonly files: readonly string[]
  /** Folder of installed packages; it is linked, not copied. */
  readonly packages: string
  /** Folder of built code, which processes that tests start run from; linked, so without mutants. */
  readonly built?: string
}

/** The working tree of a git checkout as it stands, ignored files excluded. Throws if it is none. */
export function checkoutAt(root: string): Project {
  let listed: string
  try {
    listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (cause) {
    throw new MusterError('USAGE', 'mutants are made in a copy of a git checkout, this is none', {
      where: root,
      hint: 'clone the repository',
      cause,
    })
  }
  const packages = 'node_modules'
  // A link in place of the packages' folder is not ignored as the folder is.
  const files = listed
    .split('\0')
    .filter((file) => file !== '' && file !== packages && existsSync(join(root, file)))
  return { root, files, packages: join(root, packages), built: join(root, BUILT) }
}

/** Returns the copy's root, in the system's temporary folder. The caller removes it. */
export function copyProject({ root, files, packages, built }: Project): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'muster-mutants-')))
  try {
    for (const file of files) {
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      cpSync(join(root, file), join(copy, file), { recursive: true })
    }
    // Each package is linked for itself: the test runner's caches, which lie beside, stay private.
    mkdirSync(join(copy, 'node_modules'))
    for (const name of readdirSync(packages)) {
      if (name.startsWith('.')) continue
      symlinkSync(join(packages, name), join(copy, 'node_modules', name), 'junction')
    }
    if (built !== undefined) symlinkSync(built, join(copy, BUILT), 'junction')
  } catch (error) {
    rmSync(copy, { recursive: true, force: true })
    throw error
  }
  return copy
}
