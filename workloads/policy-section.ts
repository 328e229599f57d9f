/** The `policy` section of a workload file: the Cedar policies that level P2 asks, read at load. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { Finding } from './finding.ts'
import type { PolicySpec } from './workload.ts'

/** Largest policy file, in bytes. */
export const MAX_POLICY_BYTES = 1024 * 1024

export const policySection = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .max(1000)
      .describe('A file of Cedar policies, by its path from the workload file.'),
  })
  .describe('The policies that level P2 asks. Default: the organisation’s own.')

export type ReadPolicy =
  | { readonly kind: 'read'; readonly policy: PolicySpec }
  | { readonly kind: 'refused'; readonly finding: Finding }

/**
 * Reads the policy file that a workload file names. What the text says is not looked at here; a text
 * without policies is read as such, and denies everything.
 */
export function readPolicy(named: string, workloadFile: string): ReadPolicy {
  const path = resolve(dirname(workloadFile), named)
  const refused = (why: string, hint: string): ReadPolicy => ({
    kind: 'refused',
    finding: {
      code: 'WORKLOAD_INVALID',
      message: `the policy file ${named} ${why}`,
      hint,
      path: ['policy', 'file'],
    },
  })
  let bytes: Buffer
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) {
      return refused('does not exist', `it is looked for at ${path}`)
    }
    if (!stat.isFile()) return refused('is not a regular file', 'name a file of Cedar policies')
    if (stat.size > MAX_POLICY_BYTES) {
      return refused(
        `has ${stat.size} bytes`,
        `a policy file has at most ${MAX_POLICY_BYTES} bytes`,
      )
    }
    bytes = readFileSync(path)
  } catch {
    return refused('cannot be read', `check the path and the permissions of ${path}`)
  }
  try {
    // A byte that is not UTF-8 would be replaced silently, and the policy would say something else.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { kind: 'read', policy: { file: named, text } }
  } catch {
    return refused('is not UTF-8 text', 'save it as UTF-8')
  }
}
