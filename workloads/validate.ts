/** Schema and rules together: everything that is wrong with a workload's data. */
import type { z } from 'zod'
import { checkRules, type KnownNames } from './checks.ts'
import { describeIssue } from './describe-issue.ts'
import type { Finding } from './finding.ts'
import { keysOfSchemaAt } from './schema-keys.ts'
import { workloadSchema, type RawSections, type RawWorkload } from './schema.ts'

export type Validated =
  | { readonly kind: 'valid'; readonly raw: RawWorkload }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }

/** Checks plain data as it is in a workload file, and fills in the defaults. */
export function validateWorkload(data: unknown, known: KnownNames = {}): Validated {
  // An empty message marks the issues that are still to be put into words.
  const parsed = workloadSchema.safeParse(data, { error: () => '' })
  const findings = parsed.success
    ? checkRules(parsed.data, known)
    : [
        ...parsed.error.issues.flatMap((issue) => describeIssue(issue, data, keysOfSchemaAt)),
        ...checkRules(soundSections(data, parsed.error.issues), known),
      ]
  if (parsed.success && findings.length === 0) return { kind: 'valid', raw: parsed.data }
  return { kind: 'invalid', findings }
}

/**
 * The sections that are right by themselves but for unknown keys, so that rules between them can be
 * checked as well.
 */
function soundSections(data: unknown, issues: readonly z.core.$ZodIssue[]): RawSections {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {}
  const given = structuredClone(data) as Record<string, unknown>
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') removeKeys(given, issue.path, issue.keys)
  }
  const sound: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(workloadSchema.shape)) {
    const parsed = schema.safeParse(given[key])
    if (parsed.success) sound[key] = parsed.data
  }
  return sound as RawSections
}

function removeKeys(root: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  let node = root as Record<PropertyKey, unknown>
  for (const part of path) node = node[part] as Record<PropertyKey, unknown>
  for (const key of keys) delete node[key]
}
