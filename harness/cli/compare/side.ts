/** One side of a comparison that is run now: which muster, with which flags. */
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MusterError } from '../../kernel/errors.ts'
import { packageRoot } from '../../kernel/package-root.ts'
import { type RawFlags, readText } from '../flags.ts'
import { splitWords } from './split-words.ts'

export interface Side {
  readonly name: 'a' | 'b'
  /** Path of the command line's entry. */
  readonly main: string
  /** Flags of `muster run`. */
  readonly words: readonly string[]
  /** As people name the side. */
  readonly text: string
}

/** Where the command line is, from the folder of a package, of a build, or of a project that uses it. */
const ENTRIES = [
  'dist/harness/cli/main.js',
  'harness/cli/main.js',
  'node_modules/muster-bench/dist/harness/cli/main.js',
]

/** Flags that the comparison gives itself. */
const OWN = ['--trials', '--seed', '--out', '--resume', '--json', '--dry-run']

/** Throws USAGE with the flag as its place. */
export function readSideFlags(raw: RawFlags, name: Side['name']): Side {
  const bin = readText(raw, name === 'a' ? 'binA' : 'binB')
  const given = readText(raw, name)
  return {
    name,
    main:
      bin === undefined ? join(packageRoot(), ENTRIES[0] as string) : mainOf(bin, `--bin-${name}`),
    words: given === undefined ? [] : wordsOf(given, `--${name}`),
    text: [bin ?? 'this muster', ...(given === undefined ? [] : [given])].join(' '),
  }
}

function mainOf(path: string, where: string): string {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there?.isFile()) return resolve(path)
  const entry = ENTRIES.map((one) => resolve(path, one)).find((one) => existsSync(one))
  if (entry !== undefined) return entry
  throw new MusterError('USAGE', `there is no muster in ${path}`, {
    where,
    hint: `give the folder of a build or an installed package, with one of: ${ENTRIES.join(', ')}`,
  })
}

/** An entrant, as in `crewai:hierarchical@governed/A3`, or flags. */
function wordsOf(text: string, where: string): string[] {
  const entrant = /^\s*([a-z][a-z0-9:-]*)@(\S+)\s*$/.exec(text)
  if (entrant !== null) {
    return ['--architectures', entrant[1] as string, '--profiles', entrant[2] as string]
  }
  const words = splitWords(text)
  if (words === undefined) {
    throw new MusterError('USAGE', 'a quote is not closed', { where, hint: `in: ${text}` })
  }
  const own = words.map((word) => word.split('=', 1)[0]).find((word) => OWN.includes(word ?? ''))
  if (own !== undefined) {
    throw new MusterError('USAGE', `${own} is the comparison's to give`, {
      where,
      hint: 'trials, seed and folder are the same for both sides: give them beside --run',
    })
  }
  const has = (flag: string): boolean =>
    words.some((word) => word === flag || word.startsWith(`${flag}=`))
  if (
    has('--cpu') &&
    words.some((word) => /^(--cpu=)?charged$/.test(word)) &&
    !has('--cost-table')
  ) {
    throw new MusterError('USAGE', 'every trial of a side would measure costs of its own', {
      where,
      hint: 'add --cost-table with the cost-table.json of a run, so that all charge the same',
    })
  }
  if (words[0]?.startsWith('--') === true) return words
  throw new MusterError('USAGE', `"${text}" is neither an entrant nor flags of muster run`, {
    where,
    hint: `as in ${where} mesh@governed, or ${where} '--architectures mesh --threads 1'`,
  })
}
