/**
 * The sandbox stage of one cell. An effect of an agent begins with the agent's own program: what the
 * program asks for takes the path, and a program that did not ask has nothing to send.
 */
import type { Draft, Sealed } from '../../../adapters/contract.ts'
import { MusterError } from '../../kernel/errors.ts'
import type { AgentId, CellId } from '../../kernel/units.ts'
import type { ControlCounters } from '../counters.ts'
import { asSealed, NO_SUBJECT, NO_TAGS, type Envelope } from '../envelope.ts'
import { DirectEffects } from './direct-effects.ts'
import {
  ASKING_PROGRAM,
  fault,
  type AgentProgram,
  type ProgramCall,
  type ProgramOutcome,
} from './program.ts'
import type { Stage } from '../stage.ts'
import type { SandboxLevel, Sandboxes, ServiceHandles } from './sandboxes.ts'

/** What a cell must say about its agents' programs. */
export interface AgentCodeOptions {
  /** Where they run; shared by the cells of a shard. Default at S0: this thread. */
  readonly sandboxes?: Sandboxes
  /** What a program can reach at S0. */
  readonly services?: ServiceHandles
  /** The program behind an effect. Default: `ASKING_PROGRAM`. */
  readonly programOf?: (draft: Draft) => AgentProgram
}

/** The cell that the programs belong to. */
export interface AgentHome {
  readonly cell: CellId
  /** Whether an agent is of this cell. */
  isOwn(agent: AgentId): boolean
  isQuarantined(agent: AgentId): boolean
  /** A sandbox could not be asked: what the program wanted is not known, so it is refused. */
  failed(error: unknown): void
}

export class AgentCode implements Stage {
  readonly level: SandboxLevel
  private readonly home: AgentHome
  private readonly sandboxes: Sandboxes
  private readonly options: AgentCodeOptions
  private readonly counters: ControlCounters
  /** True if no program could do anything but ask: nobody would notice if none ran. */
  private readonly isIdle: boolean
  private readonly unasked = new WeakSet<Sealed>()
  /** True once there is one: no look-up for every message before. */
  private anyUnasked = false

  constructor(
    level: SandboxLevel,
    options: AgentCodeOptions,
    counters: ControlCounters,
    home: AgentHome,
  ) {
    const sandboxes = options.sandboxes ?? (level === 'S0' ? new DirectEffects() : undefined)
    if (sandboxes?.level !== level) {
      throw new MusterError('KERNEL_MISUSE', `a guard at ${level} needs sandboxes of that level`)
    }
    this.level = level
    this.home = home
    this.sandboxes = sandboxes
    this.options = options
    this.counters = counters
    this.isIdle = level === 'S0' && options.programOf === undefined
  }

  /**
   * Runs the program behind a draft, if the draft is an effect. False if the program did not ask for
   * exactly this. The program of a quarantined agent is not run at S1 and above; whatever comes in
   * its name is for the path to refuse.
   */
  asksFor(draft: Draft): boolean {
    if (this.isIdle || !isEffect(draft)) return true
    const { home, sandboxes } = this
    const { cell } = home
    const { from: agent, action, text } = draft
    if (sandboxes.level !== 'S0' && home.isQuarantined(agent)) return true
    const program = this.options.programOf?.(draft) ?? ASKING_PROGRAM
    this.counters.programs = (this.counters.programs ?? 0) + 1
    const outcome = this.run({ cell, agent, program, action, text })
    if (outcome.kind === 'request' && outcome.action === action && outcome.text === text)
      return true
    this.counters.programFaults = (this.counters.programFaults ?? 0) + 1
    return false
  }

  private run(call: ProgramCall): ProgramOutcome {
    try {
      return this.sandboxes.run(call, this.options.services)
    } catch (error) {
      this.home.failed(error)
      return fault('its sandbox failed')
    }
  }

  /** What a program that did not ask leaves its agent with: no proof, and refused by `admit`. */
  unaskedFor(draft: Draft): Sealed {
    const sealed = asSealed({
      ...draft,
      subject: NO_SUBJECT,
      seq: -1,
      tags: NO_TAGS,
      proof: undefined,
    })
    this.unasked.add(sealed)
    this.anyUnasked = true
    return sealed
  }

  isUnasked(message: Sealed): boolean {
    return this.anyUnasked && this.unasked.has(message)
  }

  passes(envelope: Envelope): boolean {
    return !this.isUnasked(asSealed(envelope))
  }

  /** Containment: whatever the agent's code does now, it ends. */
  end(agent: AgentId): void {
    if (this.home.isOwn(agent)) this.sandboxes.end(this.home.cell, agent)
  }
}

function isEffect({ action }: Draft): boolean {
  return action === 'lookup' || action === 'read' || action === 'post'
}
