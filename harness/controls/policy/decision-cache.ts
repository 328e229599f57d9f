/** Remembered decisions, by what they depended on. */
import { ACTIONS, RESOURCES } from '../envelope.ts'
import { ROLE_CLASSES, type RoleClass } from './role-class.ts'

/** What a cache did. The caller makes it, and may share it between guards. */
export interface CacheTally {
  /** Decisions that were remembered. */
  hits: number
  /** Decisions that were made, and remembered from then on. */
  misses: number
  /** Decisions that may not be remembered: they depend on more than a `DecisionKey` says. */
  bypasses: number
}

/** A tally at zero. */
export function cacheTally(): CacheTally {
  return { hits: 0, misses: 0, bypasses: 0 }
}

/** Share of all decisions that were remembered; null if there were none. */
export function hitRate({ hits, misses, bypasses }: CacheTally): number | null {
  const all = hits + misses + bypasses
  return all === 0 ? null : hits / all
}

/** What a policy can tell of an agent if policies name no individual. */
export interface PrincipalClass {
  readonly role: RoleClass
  readonly department: string
  /** True if it belongs to the cell where the message arrives. */
  readonly isOwn: boolean
}

/**
 * All that a cacheable decision depends on, but for the version of the policies. A policy that names
 * no individual knows senders, and those on whose behalf they ask, only by role, by the department's
 * function, by whether they belong to the cell that the resource is in, and as one and the same.
 */
export interface DecisionKey {
  readonly sender: PrincipalClass
  /** Absent: the sender's own. `sender`: said to be the sender's own. */
  readonly origin: PrincipalClass | 'sender' | undefined
  readonly hopCount: number
  /** Index in `ACTIONS`. */
  readonly action: number
  /** Index in `RESOURCES`. */
  readonly resource: number
}

/** Decisions about messages that claim to have passed through more hands are not remembered. */
export const MOST_HOPS = 7

const UNKNOWN = 0
const ALLOWED = 1
const DENIED = 2
const HOPS = MOST_HOPS + 1
const SLOTS = ROLE_CLASSES.length * 2 * ACTIONS.length * RESOURCES.length

/** By the class of origin and the hops, as one number. */
type Variants = Map<number, Uint8Array>

/** Decisions about senders of departments with one function. */
interface Department {
  readonly alone: Variants
  /** By the function of the department of origin: a key of its own, so no two names run together. */
  readonly behalf: Map<string, Variants>
}

/**
 * Decisions of one version of the policies; a lookup under another version forgets them all. It
 * holds `SLOTS` bytes for each combination of functions, class of origin and hops that occurs.
 */
export class DecisionCache {
  private version = ''
  private readonly departments = new Map<string, Department>()

  get(version: string, key: DecisionKey): boolean | undefined {
    if (version !== this.version) return undefined
    const department = this.departments.get(key.sender.department)
    const { origin } = key
    const variants = isOther(origin) ? department?.behalf.get(origin.department) : department?.alone
    const known = variants?.get(variantOf(key))?.[slotOf(key)] ?? UNKNOWN
    return known === UNKNOWN ? undefined : known === ALLOWED
  }

  set(version: string, key: DecisionKey, allowed: boolean): void {
    if (version !== this.version) {
      this.departments.clear()
      this.version = version
    }
    const { sender, origin } = key
    const department = found(this.departments, sender.department, () => ({
      alone: new Map<number, Uint8Array>(),
      behalf: new Map<string, Variants>(),
    }))
    const variants = isOther(origin)
      ? found(department.behalf, origin.department, () => new Map<number, Uint8Array>())
      : department.alone
    const slots = found(variants, variantOf(key), () => new Uint8Array(SLOTS))
    slots[slotOf(key)] = allowed ? ALLOWED : DENIED
  }
}

function isOther(origin: DecisionKey['origin']): origin is PrincipalClass {
  return origin !== undefined && origin !== 'sender'
}

function slotOf({ sender, action, resource }: DecisionKey): number {
  return (classOf(sender) * ACTIONS.length + action) * RESOURCES.length + resource
}

function variantOf({ origin, hopCount }: DecisionKey): number {
  const behalf = origin === undefined ? 0 : origin === 'sender' ? 1 : 2 + classOf(origin)
  return behalf * HOPS + hopCount
}

function classOf({ role, isOwn }: PrincipalClass): number {
  return ROLE_CLASSES.indexOf(role) * 2 + (isOwn ? 1 : 0)
}

function found<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}
