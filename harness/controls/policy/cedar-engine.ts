/**
 * Cedar, as the control path uses it: text in, a preparsed policy set out, yes or no for a request.
 *
 * The package's `nodejs` build compiles its WebAssembly when it is required, synchronously and from
 * its own folder. It is required when the first policy set is loaded, so no other level pays for it.
 */
import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs'

/** What Cedar is asked. Everything that it knows of the world is in here. */
export type CedarRequest = Omit<
  Cedar.StatefulAuthorizationCall,
  'preparsedPolicySetId' | 'preparsedSchemaName' | 'validateRequest'
>

/**
 * `error`: the request was malformed, or a policy could not be evaluated. Cedar leaves out a policy
 * that cannot be evaluated, also one that forbids, so its own answer is not used then.
 */
export type CedarAnswer = 'allow' | 'deny' | 'error'

/** Policies that were read and validated. */
export interface PolicySet {
  /** SHA-256 of the text, hex. */
  readonly version: string
  /** Policies in the set; none permits nothing. */
  readonly count: number
  /**
   * True if a policy names anything but roles, functions and actions, such as one agent: then
   * principals of one class may be treated differently.
   */
  readonly namesIndividuals: boolean
  /** Throws only if the WebAssembly itself does. */
  decide(request: CedarRequest): CedarAnswer
}

/** What is wrong with a policy text, and where. */
export interface PolicyFault {
  readonly message: string
  readonly help: string | null
  /** Offset in bytes of UTF-8; absent if the fault is the whole text's. */
  readonly at?: number
}

export type LoadedPolicies =
  | { readonly kind: 'loaded'; readonly policies: PolicySet }
  | { readonly kind: 'faulty'; readonly faults: readonly PolicyFault[] }

/** Types whose entities stand for a class of principals or for a verb, and never for an individual. */
const CLASS_TYPES: ReadonlySet<string> = new Set(['Role', 'Function', 'Action'])

let cedar: typeof Cedar | undefined

/** Sets that this thread has preparsed, by version; the WebAssembly keeps them as long as it lives. */
const preparsed = new Map<string, PolicySet>()

/** True once this thread has loaded the package. */
export function isCedarLoaded(): boolean {
  return cedar !== undefined
}

/** Parses and validates policies against a schema, once for each text and thread. */
export function loadPolicies(text: string, schema: string): LoadedPolicies {
  const version = hash('sha256', `${hash('sha256', schema, 'hex')}\n${text}`, 'hex')
  const known = preparsed.get(version)
  if (known !== undefined) return { kind: 'loaded', policies: known }
  const engine = requireCedar()
  const policySet = { staticPolicies: text }
  const validation = engine.validate({ schema, policies: policySet })
  if (validation.type === 'failure') return faulty(validation.errors)
  if (validation.validationErrors.length > 0) {
    return faulty(validation.validationErrors.map(({ error }) => error))
  }
  const parts = engine.policySetTextToParts(text)
  if (parts.type === 'failure') return faulty(parts.errors)
  const parsed = engine.preparsePolicySet(version, policySet)
  if (parsed.type === 'failure') return faulty(parsed.errors)
  const policies: PolicySet = {
    version,
    count: parts.policies.length,
    namesIndividuals: parts.policies.some((policy) => namesIndividual(engine, policy)),
    decide: (request) => decide(engine, version, request),
  }
  preparsed.set(version, policies)
  return { kind: 'loaded', policies }
}

function decide(engine: typeof Cedar, version: string, request: CedarRequest): CedarAnswer {
  const answer = engine.statefulIsAuthorized({ ...request, preparsedPolicySetId: version })
  if (answer.type !== 'success') return 'error'
  const { decision, diagnostics } = answer.response
  if (diagnostics.errors.length > 0) return 'error'
  return decision === 'allow' ? 'allow' : 'deny'
}

function requireCedar(): typeof Cedar {
  if (cedar === undefined) {
    // Optimised code with a call into WebAssembly inlined ends the process of Node 20 and 22 ("Fatal
    // error: unreachable code", in V8's deoptimiser) when a collection of garbage invalidates it.
    // Node 24 does not need this. It costs nothing that shows beside a decision.
    setFlagsFromString('--no-turbo-inline-js-wasm-calls')
    cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as typeof Cedar
  }
  return cedar
}

function namesIndividual(engine: typeof Cedar, policy: string): boolean {
  const answer = engine.policyToJson(policy)
  if (answer.type !== 'success') return true
  const { principal, action, resource, conditions } = answer.json
  return holdsIndividual([principal, action, resource, conditions])
}

/** Searches a policy's JSON for entity literals, which are objects with a type and an id. */
function holdsIndividual(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { type, id } = value as { type?: unknown; id?: unknown }
  if (typeof type === 'string' && typeof id === 'string') return !CLASS_TYPES.has(type)
  return Object.values(value).some(holdsIndividual)
}

function faulty(errors: readonly Cedar.DetailedError[]): LoadedPolicies {
  return {
    kind: 'faulty',
    faults: errors.map(({ message, help, sourceLocations }) => {
      const at = sourceLocations?.[0]
      const label = at?.label ? ` (${at.label})` : ''
      return { message: message + label, help, ...(at === undefined ? {} : { at: at.start }) }
    }),
  }
}
