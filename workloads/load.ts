/** Reads a workload: file or library name → checked, resolved, digested. */
import { readFileSync, statSync } from 'node:fs'
import { basename, isAbsolute, relative } from 'node:path'
import { MusterError } from '../harness/kernel/errors.ts'
import { warnAbout, type KnownNames } from './checks.ts'
import { nearest } from './edit-distance.ts'
import { libraryFile, libraryNames } from './library.ts'
import { readPolicy } from './policy-section.ts'
import { resolveWorkload } from './resolve.ts'
import { validateWorkload } from './validate.ts'
import { workloadDigest } from './workload-digest.ts'
import { WorkloadError, type WorkloadProblem } from './workload-error.ts'
import type { Workload } from './workload.ts'
import { readYaml } from './yaml-source.ts'

/** Largest workload file, in bytes. */
export const MAX_WORKLOAD_BYTES = 1024 * 1024

export interface LoadOptions {
  /** Names to check model profile, architectures and profiles against. */
  readonly known?: KnownNames
}

export interface LoadedWorkload {
  readonly workload: Workload
  /** 64 hex digits; see `workloadDigest`. */
  readonly digest: string
  /** What is allowed and probably not meant, each a line that starts with its place. */
  readonly warnings: readonly string[]
  /** The file as it is shown to people: relative to the working folder if it is inside. */
  readonly file: string
}

/**
 * Loads a workload by path, or by name from the library if there is no such file. Throws a
 * `WorkloadError` that lists everything that is wrong with the file, or a `MusterError` with
 * `WORKLOAD_NOT_FOUND` if it cannot be read.
 */
export function loadWorkload(pathOrName: string, options: LoadOptions = {}): LoadedWorkload {
  const path = findFile(pathOrName)
  const file = shownPath(path)
  return parseWorkload(readText(path, file), file, options)
}

/** Parses the text of a workload file. `file` is the name to show, and gives the default name. */
export function parseWorkload(
  text: string,
  file: string,
  options: LoadOptions = {},
): LoadedWorkload {
  const read = readYaml(text, file)
  if (read.kind === 'refused') throw new WorkloadError(read.problems)
  const { source } = read
  const validated = validateWorkload(source.data, options.known)
  if (validated.kind === 'invalid') {
    const problems = validated.findings.map((finding) => source.problemAt(finding))
    throw new WorkloadError(problems.sort(byPlace))
  }
  const { raw } = validated
  const policy = raw.policy && readPolicy(raw.policy.file, file)
  if (policy?.kind === 'refused') throw new WorkloadError([source.problemAt(policy.finding)])
  const resolved = resolveWorkload(raw, nameOf(file))
  const workload = policy === undefined ? resolved : { ...resolved, policy: policy.policy }
  const problems = [...read.warnings, ...warnAbout(raw).map((found) => source.problemAt(found))]
  return {
    workload,
    digest: workloadDigest(workload),
    warnings: problems.map(
      ({ where, message, hint }) => `${where}: ${message}${hint === undefined ? '' : `; ${hint}`}`,
    ),
    file,
  }
}

function byPlace(a: WorkloadProblem, b: WorkloadProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

function findFile(pathOrName: string): string {
  const stat = statOf(pathOrName)
  if (stat?.isFile()) return pathOrName
  const isBare = !/[\\/]/.test(pathOrName)
  const inLibrary = isBare ? libraryFile(pathOrName) : undefined
  if (inLibrary !== undefined) return inLibrary
  const where = pathOrName === '' ? '""' : pathOrName
  const names = libraryNames()
  const library = `the library has: ${names.join(', ')}`
  if (stat !== undefined) {
    const what = stat.isDirectory() ? 'a folder' : 'not a regular file'
    throw new MusterError('WORKLOAD_NOT_FOUND', `${where} is ${what}, not a workload file`, {
      where,
      hint: `name a .yaml file, or a workload of the library; ${library}`,
    })
  }
  const near = nearest(basename(pathOrName).replace(/\.ya?ml$/, ''), names)
  throw new MusterError('WORKLOAD_NOT_FOUND', `there is no workload file ${where}`, {
    where,
    hint: near === undefined ? library : `did you mean "${near}"? ${library}`,
  })
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // A path that cannot even be asked about (a part is no folder, no permission) is not found.
    return undefined
  }
}

function readText(path: string, file: string): string {
  const size = statSync(path).size
  if (size > MAX_WORKLOAD_BYTES) {
    throw syntaxError(
      file,
      `the file has ${size} bytes; a workload has at most ${MAX_WORKLOAD_BYTES}`,
    )
  }
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new MusterError('WORKLOAD_NOT_FOUND', `${file} cannot be read`, {
      where: file,
      hint: 'check its permissions',
      cause,
    })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const before = new TextDecoder('utf-8').decode(bytes).split('\ufffd', 1)[0] ?? ''
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    throw syntaxError(`${file}:${line}:${column}`, 'the file is not UTF-8 text', 'save it as UTF-8')
  }
}

function syntaxError(where: string, message: string, hint?: string): WorkloadError {
  const problem = { code: 'WORKLOAD_SYNTAX', where, message } as const
  return new WorkloadError([hint === undefined ? problem : { ...problem, hint }])
}

function shownPath(path: string): string {
  if (!isAbsolute(path)) return path
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

/** The name of a workload that states none. */
function nameOf(file: string): string {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 80)
  return name === '' ? 'workload' : name
}
