/**
 * One error class for everything that a user can cause or must act on. `code` is stable and is the
 * key of `muster explain`; `where` locates the fault; `hint` says what to do.
 */

export type MusterErrorCode =
  | 'USAGE'
  | 'WORKLOAD_NOT_FOUND'
  | 'WORKLOAD_SYNTAX'
  | 'WORKLOAD_INVALID'
  | 'ORGANISATION_IMPOSSIBLE'
  | 'OUT_NOT_WRITABLE'
  | 'POLICY_INVALID'
  | 'RUN_EXISTS'
  | 'RUN_NOT_FOUND'
  | 'RUN_INVALID'
  | 'ENTRANT_UNKNOWN'
  | 'NOT_COMPARABLE'
  | 'AUDIT_BROKEN'
  | 'DOES_NOT_FIT'
  | 'TRIAL_FAILED'
  | 'TRIAL_TIMED_OUT'
  | 'WORKER_OUT_OF_MEMORY'
  | 'INTERRUPTED'
  | 'KERNEL_MISUSE'
  | 'INTERNAL'

export interface MusterErrorDetails {
  /** File, line and column, flag, or entrant that the error is about. */
  readonly where?: string
  /** What the reader can do about it. */
  readonly hint?: string
  readonly cause?: unknown
}

export class MusterError extends Error {
  readonly code: MusterErrorCode
  readonly where: string | undefined
  readonly hint: string | undefined

  constructor(code: MusterErrorCode, message: string, details: MusterErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'MusterError'
    this.code = code
    this.where = details.where
    this.hint = details.hint
  }
}

/** Exit codes of the command line. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  doesNotHold: 3,
  notValid: 4,
  interrupted: 130,
} as const

const USAGE_CODES: ReadonlySet<MusterErrorCode> = new Set<MusterErrorCode>([
  'USAGE',
  'WORKLOAD_NOT_FOUND',
  'WORKLOAD_SYNTAX',
  'WORKLOAD_INVALID',
  'ORGANISATION_IMPOSSIBLE',
  'OUT_NOT_WRITABLE',
  'POLICY_INVALID',
  'RUN_EXISTS',
  'RUN_NOT_FOUND',
  'RUN_INVALID',
  'ENTRANT_UNKNOWN',
  'NOT_COMPARABLE',
  'DOES_NOT_FIT',
])

/** The exit code that an error ends the process with. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof MusterError)) return EXIT.internal
  if (error.code === 'INTERRUPTED') return EXIT.interrupted
  if (error.code === 'AUDIT_BROKEN') return EXIT.doesNotHold
  return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.internal
}
