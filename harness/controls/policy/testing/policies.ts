/** Policy sets from texts, for tests. */
import { readFileSync } from 'node:fs'
import type { Draft } from '../../../../adapters/contract.ts'
import { type Envelope, NO_SUBJECT, NO_TAGS } from '../../envelope.ts'
import { type CedarRequest, loadPolicies, type PolicySet } from '../cedar-engine.ts'
import { ORGANISATION_POLICY, type PolicySource } from '../policy-file.ts'
import type { RoleRule } from '../role-table.ts'

/** The schema that policies are validated against. */
export const SCHEMA_TEXT = readFileSync(`${ORGANISATION_POLICY}schema`, 'utf8')

/** The organisation's own policies. */
export const ORGANISATION_TEXT = readFileSync(ORGANISATION_POLICY, 'utf8')

/** Policies of a text that must be good. */
export function policiesOf(text: string): PolicySet {
  const outcome = loadPolicies(text, SCHEMA_TEXT)
  if (outcome.kind === 'faulty') throw new Error(JSON.stringify(outcome.faults))
  return outcome.policies
}

/** A source whose policies never change. */
export function sourceOf(text: string): PolicySource {
  return { policies: policiesOf(text) }
}

/** A source whose engine does what the test says. */
export function brokenSource(decide: (request: CedarRequest) => never): PolicySource {
  return { policies: { ...policiesOf(ORGANISATION_TEXT), decide } }
}

/** The envelope of a draft that nobody has sealed. */
export function unsealed(draft: Draft): Envelope {
  return { ...draft, subject: NO_SUBJECT, seq: 0, tags: NO_TAGS, proof: undefined }
}

/** A table of P1 as policies of P2. */
export function cedarOf(table: readonly RoleRule[]): string {
  const permits = table.flatMap(({ roles, department, may, on }) =>
    roles.flatMap((role) =>
      on.map((resource) => {
        const actions = may.map((action) => `Action::"${action}"`).join(', ')
        const type = resource.charAt(0).toUpperCase() + resource.slice(1)
        const scope = `principal in Role::"${role}", action in [${actions}], resource is ${type}`
        const condition =
          department === undefined
            ? ''
            : ` when { principal in Function::${JSON.stringify(department)} }`
        return `permit (${scope})${condition};`
      }),
    ),
  )
  const ownBoard = 'forbid (principal, action, resource is Board) unless { principal in resource };'
  return [...permits, ownBoard].join('\n')
}
