/** The digest of a workload: rows with different digests are never compared. */
import { createHash } from 'node:crypto'
import type { Workload } from './workload.ts'

/**
 * SHA-256 in hex over everything that changes behaviour. Left out are `name` and `description`,
 * `measure` (what is compared, and how often), `objectives`, the name of the policy file (its text
 * counts), and the sizes, because rows of different sizes are compared. Show the first 16 digits; store all 64.
 */
export function workloadDigest(workload: Workload): string {
  const {
    name: _name,
    description: _description,
    measure: _measure,
    objectives: _objectives,
    policy,
    ...behaviour
  } = workload
  const { agents: _agents, ...organisation } = behaviour.organisation
  const text = canonicalJson({
    schema: 'muster/workload@1',
    ...behaviour,
    organisation,
    policy: policy?.text,
  })
  return createHash('sha256').update(text).digest('hex')
}

/** JSON with the keys of every object in code unit order and without white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`)
  return `{${entries.join(',')}}`
}
