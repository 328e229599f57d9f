/** Remembered decisions, by what they depended on. */
import { ACTIONS, RESOURCES } from '../envelope.ts'
import { ROLE_CLASSES, type RoleClass } from './role-class.ts'

/** What a cache did. The caller makes it, and may share it between guards. */
export interface CacheTally {
  /** Decisions that were remembered. */
  hits: number
  /** Decisions that were made, and remembered from then on. */
  misses: number
  /** Decisions that may not be remembered: they depend on more than the sender's class. */
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

/** All that a cacheable decision depends on, but for the version of the policies. */
export interface DecisionKey {
  readonly role: RoleClass
  readonly department: string
  /** True if the sender belongs to the cell where the message arrives. */
  readonly isOwn: boolean
  /** Index in `ACTIONS`. */
  readonly action: number
  /** Index in `RESOURCES`. */
  readonly resource: number
}

const UNKNOWN = 0
const ALLOWED = 1
const DENIED = 2
const SLOTS = ROLE_CLASSES.length * 2 * ACTIONS.length * RESOURCES.length

/**
 * Decisions of one version of the policies; a lookup under another version forgets them all. It
 * holds `SLOTS` bytes for each function of a department.
 */
export class DecisionCache {
  private version = ''
  private readonly departments = new Map<string, Uint8Array>()

  get(version: string, key: DecisionKey): boolean | undefined {
    if (version !== this.version) return undefined
    const known = this.departments.get(key.department)?.[slotOf(key)] ?? UNKNOWN
    return known === UNKNOWN ? undefined : known === ALLOWED
  }

  set(version: string, key: DecisionKey, allowed: boolean): void {
    if (version !== this.version) {
      this.departments.clear()
      this.version = version
    }
    let slots = this.departments.get(key.department)
    if (slots === undefined) {
      slots = new Uint8Array(SLOTS)
      this.departments.set(key.department, slots)
    }
    slots[slotOf(key)] = allowed ? ALLOWED : DENIED
  }
}

function slotOf({ role, isOwn, action, resource }: DecisionKey): number {
  const principal = ROLE_CLASSES.indexOf(role) * 2 + (isOwn ? 1 : 0)
  return (principal * ACTIONS.length + action) * RESOURCES.length + resource
}
