/** P1: a static table of (role class, action, resource class); what is not listed is denied. */
import type { CellId } from '../../kernel/units.ts'
import { ACTIONS, RESOURCES, type Envelope } from '../envelope.ts'
import type { GuardDirectory } from '../guard-options.ts'
import type { Stage } from '../stage.ts'
import { cellOfPrincipal, functionOfPrincipal, type RoleClass, roleClassOf } from './role-class.ts'
import type { RoleRule } from './role-table.ts'

const ACTION_INDEX: ReadonlyMap<string, number> = indexOf(ACTIONS)
const RESOURCE_INDEX: ReadonlyMap<string, number> = indexOf(RESOURCES)
const COMBINATIONS = ACTIONS.length * RESOURCES.length

/** True at index action × resource where a rule allows the combination. */
type Permissions = readonly boolean[]

interface ClassPermissions {
  readonly anywhere: Permissions
  readonly byDepartment: ReadonlyMap<string, Permissions>
}

export class StaticRbac implements Stage {
  readonly level = 'P1'
  private readonly cell: CellId
  private readonly directory: GuardDirectory
  private readonly permissions: ReadonlyMap<RoleClass, ClassPermissions>

  constructor(cell: CellId, directory: GuardDirectory, table: readonly RoleRule[]) {
    this.cell = cell
    this.directory = directory
    this.permissions = compile(table)
  }

  passes(envelope: Envelope): boolean {
    const action = ACTION_INDEX.get(envelope.action)
    const resource = RESOURCE_INDEX.get(envelope.resource)
    if (action === undefined || resource === undefined) return false
    const { from } = envelope
    if (envelope.resource === 'board' && cellOfPrincipal(this.directory, from) !== this.cell)
      return false
    const permissions = this.permissions.get(roleClassOf(this.directory, from))
    if (permissions === undefined) return false
    const index = action * RESOURCES.length + resource
    if (permissions.anywhere[index]) return true
    if (permissions.byDepartment.size === 0) return false
    return permissions.byDepartment.get(functionOfPrincipal(this.directory, from))?.[index] === true
  }
}

function compile(table: readonly RoleRule[]): Map<RoleClass, ClassPermissions> {
  const compiled = new Map<
    RoleClass,
    { anywhere: boolean[]; byDepartment: Map<string, boolean[]> }
  >()
  for (const rule of table) {
    for (const role of rule.roles) {
      let permissions = compiled.get(role)
      if (permissions === undefined) {
        permissions = { anywhere: nothing(), byDepartment: new Map() }
        compiled.set(role, permissions)
      }
      let allowed = permissions.anywhere
      if (rule.department !== undefined) {
        allowed = permissions.byDepartment.get(rule.department) ?? nothing()
        permissions.byDepartment.set(rule.department, allowed)
      }
      for (const action of rule.may) {
        for (const resource of rule.on) {
          allowed[ACTIONS.indexOf(action) * RESOURCES.length + RESOURCES.indexOf(resource)] = true
        }
      }
    }
  }
  return compiled
}

function nothing(): boolean[] {
  return new Array<boolean>(COMBINATIONS).fill(false)
}

function indexOf(words: readonly string[]): Map<string, number> {
  return new Map(words.map((word, index) => [word, index]))
}
