/** Where containment commands of a cell are given and carried out, at every level. */
import type { Deployment } from '../../adapters/contract.ts'
import { BusGate } from '../controls/containment/bus-gate.ts'
import type { CellGuard } from '../controls/guard.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { CellOracle } from '../incidents/oracle.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import type { Organisation } from '../world/organisation.ts'
import type { CellNetwork } from './cell-network.ts'
import { CommandCount, type CommandTally } from './command-count.ts'
import type { EngineMessage } from './messages.ts'
import { WorkGate } from './work-gate.ts'

const OFF_BUS: ReadonlySet<EngineMessage['kind']> = new Set(['revoke', 'decide', 'verdict'])

export interface ContainmentDeskOptions {
  readonly timeline: Timeline
  readonly organisation: Organisation
  readonly level: ControlLevels['containment']
  /** C3: how long communication between departments is stopped. */
  readonly stopUs: VirtualUs
  /** End of the trial: what is due later is not expected to be carried out. */
  readonly endUs: VirtualUs
  readonly guard: CellGuard
  readonly oracle: CellOracle
  readonly network: CellNetwork
  readonly deployment: Deployment
  /** Takes an agent's posts down. */
  readonly recall: (agent: AgentId) => void
  /** Forgets what of an agent waits for people; returns how much that was. */
  readonly withdraw: (agent: AgentId) => number
  /** Takes in a message that was held. */
  readonly receive: (message: EngineMessage) => void
}

export class ContainmentDesk {
  /** The deployment, behind a gate where a whole department can be taken offline. */
  readonly work: Pick<Deployment, 'start' | 'serve'>
  private readonly options: ContainmentDeskOptions
  private readonly gate: WorkGate | undefined
  private readonly bus = new BusGate<EngineMessage>()
  private readonly count: CommandCount

  constructor(options: ContainmentDeskOptions) {
    const { level, deployment, timeline, guard, endUs } = options
    this.options = options
    this.count = new CommandCount(guard, endUs)
    this.gate = level === 'C2' ? new WorkGate(deployment, timeline) : undefined
    this.work = this.gate ?? deployment
  }

  /** Commands that were given here and due, and those that were carried out here. */
  get commands(): CommandTally {
    return this.count.tally
  }

  /** True if the message has to wait for the bus. Commands and policy decisions do not take it. */
  holds(message: EngineMessage): boolean {
    if (!this.bus.isClosed || OFF_BUS.has(message.kind)) return false
    this.bus.hold(message)
    this.options.oracle.trace.heldMessages++
    return true
  }

  /**
   * Commands the containment of an agent, here and in every other cell; what that means is the
   * level's. Does nothing for an agent that is contained already, or if the level has no command.
   */
  command(subject: AgentId): void {
    const { timeline, organisation, level, stopUs, guard, oracle, network, recall } = this.options
    if (guard.isQuarantined(subject)) return
    const reopensAt = timeline.now + stopUs
    if (level !== 'C0') this.count.given(timeline.now)
    if (!this.obey(subject, reopensAt)) return
    oracle.commanded(subject, timeline.now)
    recall(subject)
    const message: EngineMessage =
      level === 'C3'
        ? { kind: 'revoke', agent: subject, reopensAt }
        : { kind: 'revoke', agent: subject }
    for (let cell = 0; cell < organisation.cells; cell++) {
      if (cell === timeline.id) continue
      const delayUs = network.crossUs(subject, organisation.metaOf(cell), 0)
      this.count.given(timeline.now + delayUs)
      timeline.send(cell, delayUs, message)
    }
  }

  /** Carries out a command that was given here or by another cell, and counts it. */
  obey(agent: AgentId, reopensAt?: VirtualUs): boolean {
    const isEffective = this.carryOut(agent, reopensAt)
    if (isEffective) this.count.obeyed(agent)
    return isEffective
  }

  /**
   * What a command means to this cell. Returns false if this level of containment has none.
   * `reopensAt`, of C3 only: the end of the stop; without it, as long as a stop takes from now.
   */
  carryOut(agent: AgentId, reopensAt?: VirtualUs): boolean {
    const { level, timeline, guard, stopUs } = this.options
    if (!guard.quarantine(agent)) return false
    if (level === 'C2') this.cutDepartment(agent)
    if (level === 'C3') this.stopCommunication(agent, reopensAt ?? timeline.now + stopUs)
    this.purge(agent)
    timeline.digest.add(agent)
    return true
  }

  /** Forgets what an agent has under way here. */
  private purge(agent: AgentId): void {
    const { oracle, deployment, withdraw } = this.options
    oracle.trace.purgedMessages += deployment.purge(agent) + withdraw(agent)
  }

  /** C2: takes the agent's department offline, and forgets what its members have under way here. */
  private cutDepartment(agent: AgentId): void {
    const { timeline, organisation, oracle } = this.options
    const { trace } = oracle
    trace.cutAt ??= timeline.now
    const cut = organisation.cellOf(agent)
    const members = this.membersOf(cut)
    if (cut === timeline.id) {
      trace.purgedMessages += this.gate?.shut() ?? 0
      // The agent itself is counted where it was commanded.
      trace.cuts.push({ agents: members.length - 1, at: timeline.now, until: null })
    }
    for (const member of members) if (member !== agent) this.purge(member)
  }

  /** C3: closes this cell's gate to the others until a time, or keeps it closed for longer. */
  private stopCommunication(agent: AgentId, until: VirtualUs): void {
    const { timeline, organisation, oracle } = this.options
    const { trace } = oracle
    trace.cutAt ??= timeline.now
    const from = this.bus.close(timeline.now, until)
    if (from === undefined) return
    const own = organisation.cellOf(agent) === timeline.id ? 1 : 0
    trace.cuts.push({ agents: this.membersOf(timeline.id).length - own, at: from, until })
    timeline.at(until, this.reopen, undefined)
  }

  private readonly reopen = (): void => {
    const { timeline, receive } = this.options
    for (const message of this.bus.reopen(timeline.now) ?? []) receive(message)
  }

  /** Everybody of a cell, its meta-agent included. */
  private membersOf(cell: CellId): AgentId[] {
    const { organisation } = this.options
    const members = [organisation.metaOf(cell)]
    if (organisation.kindOf(cell) !== 'department') return members
    const [first, end] = organisation.teamRange(cell)
    for (let team = first; team < end; team++) members.push(...organisation.membersOf(team))
    return members
  }
}
