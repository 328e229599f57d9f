import type { AgentId, CellId } from '../../kernel/units.ts'
import { cellOfServiceAccount, type Envelope } from '../envelope.ts'
import type { ContainmentStage } from './containment-stage.ts'

/**
 * C2: a command against an agent cuts its whole department (or division, or the apex) off. Everywhere
 * else, messages of its members are refused when they are opened, those on their way too; in the
 * department itself nothing is accepted any more, from whomever.
 */
export class DepartmentQuarantine implements ContainmentStage {
  readonly level = 'C2'
  private readonly cell: CellId
  private readonly cellOf: (agent: AgentId) => CellId
  private readonly cut = new Set<CellId>()

  constructor(cell: CellId, cellOf: (agent: AgentId) => CellId) {
    this.cell = cell
    this.cellOf = cellOf
  }

  passes(envelope: Envelope): boolean {
    if (this.cut.size === 0) return true
    const { from } = envelope
    // A sender that is no number is in no department: nobody may make the list itself seem broken.
    return Number.isSafeInteger(from) && !this.cut.has(this.cell) && !this.isQuarantined(from)
  }

  quarantine(agent: AgentId): boolean {
    this.cut.add(this.homeOf(agent))
    return true
  }

  isQuarantined(agent: AgentId): boolean {
    return this.cut.size > 0 && this.cut.has(this.homeOf(agent))
  }

  private homeOf(agent: AgentId): CellId {
    return agent < 0 ? cellOfServiceAccount(agent) : this.cellOf(agent)
  }
}
