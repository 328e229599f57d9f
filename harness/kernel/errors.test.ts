import { describe, expect, it } from 'vitest'
import { EXIT, exitCodeOf, MusterError, type MusterErrorCode } from './errors.ts'

/** Every code and its exit code; the type makes a forgotten code a compile error. */
const EXPECTED: Record<MusterErrorCode, number> = {
  USAGE: 2,
  WORKLOAD_NOT_FOUND: 2,
  WORKLOAD_SYNTAX: 2,
  WORKLOAD_INVALID: 2,
  ORGANISATION_IMPOSSIBLE: 2,
  OUT_NOT_WRITABLE: 2,
  POLICY_INVALID: 2,
  RUN_EXISTS: 2,
  RUN_NOT_FOUND: 2,
  RUN_INVALID: 2,
  ENTRANT_UNKNOWN: 2,
  NOT_COMPARABLE: 2,
  AUDIT_BROKEN: 3,
  DOES_NOT_FIT: 2,
  TRIAL_FAILED: 1,
  TRIAL_TIMED_OUT: 1,
  WORKER_OUT_OF_MEMORY: 1,
  INTERRUPTED: 130,
  KERNEL_MISUSE: 1,
  INTERNAL: 1,
}

describe('errors', () => {
  it('map every code to its exit code', () => {
    for (const [code, exit] of Object.entries(EXPECTED)) {
      expect(exitCodeOf(new MusterError(code as MusterErrorCode, 'x')), code).toBe(exit)
    }
  })

  it('count anything else that is thrown as internal', () => {
    for (const thrown of [new Error('x'), 'x', undefined, { code: 'USAGE' }]) {
      expect(exitCodeOf(thrown)).toBe(EXIT.internal)
    }
  })

  it('carry code, place, hint and cause', () => {
    const cause = new Error('inner')
    const error = new MusterError('RUN_INVALID', 'bad line', { where: 'a:3', hint: 'mend', cause })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'MusterError',
      code: 'RUN_INVALID',
      message: 'bad line',
      where: 'a:3',
      hint: 'mend',
      cause,
    })
  })
})
