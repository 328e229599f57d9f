/** A file of Cedar policies: read, validated and, at will, read again. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MusterError } from '../../kernel/errors.ts'
import { loadPolicies, type PolicyFault, type PolicySet } from './cedar-engine.ts'

/** Where P2 takes its policies from. Guards of one thread may share one. */
export interface PolicySource {
  /** What is in force. Undefined after a reload that failed: then nothing is allowed. */
  readonly policies: PolicySet | undefined
}

/** The organisation's own policies; they allow what P1's table does, and less on another's behalf. */
export const ORGANISATION_POLICY = fileURLToPath(new URL('organisation.cedar', import.meta.url))

const SCHEMA = fileURLToPath(new URL('organisation.cedarschema', import.meta.url))

export class PolicyFile implements PolicySource {
  private readonly path: string
  private current: PolicySet | undefined

  /** Throws POLICY_INVALID with file, line and column if the file cannot be read or is malformed. */
  constructor(path: string = ORGANISATION_POLICY) {
    this.path = path
    this.reload()
  }

  get policies(): PolicySet | undefined {
    return this.current
  }

  /**
   * Puts what the file now says in force, from the next decision on. If that fails it throws as the
   * constructor does, and denies everything until a reload succeeds: the policies before may allow
   * what the new ones were to forbid.
   */
  reload(): void {
    this.current = undefined
    this.current = policySetOf(read(this.path), this.path)
  }
}

/** The policies of a text. Throws POLICY_INVALID with file, line and column if it is malformed. */
export function policySetOf(text: string, file: string): PolicySet {
  schema ??= read(SCHEMA)
  const outcome = loadPolicies(text, schema)
  if (outcome.kind === 'faulty') throw invalid(file, text, outcome.faults)
  return outcome.policies
}

let schema: string | undefined

let organisation: PolicyFile | undefined

/** The organisation's policies, loaded once for each thread. */
export function organisationPolicies(): PolicySource {
  organisation ??= new PolicyFile()
  return organisation
}

function read(path: string): string {
  try {
    // A byte that is not UTF-8 would be replaced silently, and the policy would say something else.
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (cause) {
    const reason = cause instanceof TypeError ? 'it is not UTF-8' : (cause as Error).message
    throw new MusterError('POLICY_INVALID', `the policy file cannot be read: ${reason}`, {
      where: path,
      hint: 'name a readable file of Cedar policies',
      cause,
    })
  }
}

function invalid(path: string, text: string, faults: readonly PolicyFault[]): MusterError {
  const first = faults.find(({ at }) => at !== undefined) ?? faults[0]
  const others = new Set(faults.map(({ at }) => at)).size - 1
  const more = others > 0 ? `, and ${others} more` : ''
  const place = first?.at === undefined ? undefined : placeOf(text, first.at)
  // The line is in the message too, because that is all of an error that leaves a worker.
  const line = place === undefined ? '' : `, line ${place.line}`
  return new MusterError(
    'POLICY_INVALID',
    `${basename(path)}${line}: ${first?.message ?? 'no policy set'}${more}`,
    {
      where: place === undefined ? path : `${path}:${place.line}:${place.column}`,
      hint: first?.help ?? 'mend the policy; until then nothing is allowed',
    },
  )
}

/** Line and column, from 1, of an offset in UTF-8 bytes. */
function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = Buffer.from(text).subarray(0, offset).toString().split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
