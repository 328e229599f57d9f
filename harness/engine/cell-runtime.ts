/**
 * One cell of a trial: the world, the control path and one deployment of the architecture, wired
 * together. Everything here belongs to this cell alone.
 */
import type { Architecture, Cell, Deployment, PeerReply, Work } from '../../adapters/contract.ts'
import { type AuditSink } from '../controls/audit/sink.ts'
import type { Sandboxes } from '../controls/sandbox/sandboxes.ts'
import { MESSAGE_LIFETIME_US } from '../controls/auth/auth-stage.ts'
import { COMMUNICATION_STOP_US } from '../controls/containment/communication-stop.ts'
import { DEFAULT_ANOMALY } from '../controls/detection/anomaly-parameters.ts'
import type { CellGuard } from '../controls/guard.ts'
import { AS_SHIPPED_AUDIT_LOSS, type ControlLevels } from '../controls/levels.ts'
import { cacheTally } from '../controls/policy/decision-cache.ts'
import { cedarFor } from '../controls/policy/workload-policy.ts'
import { CellOracle } from '../incidents/oracle.ts'
import type { Incident } from '../incidents/placement.ts'
import { PromiseFacade, type Quiescence } from '../kernel/promises.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { type AgentId, type VirtualUs } from '../kernel/units.ts'
import { ECHO_CANARY, ROGUE_CANARY } from '../world/artefacts.ts'
import { Board, type Post } from '../world/board.ts'
import { OrganisationDirectory } from '../world/directory.ts'
import { SimulatedModel } from '../world/model.ts'
import type { Organisation } from '../world/organisation.ts'
import { type Decision, Reviewers } from '../world/people.ts'
import { ReviewPool } from '../world/review-pool.ts'
import { SimulatedTools, type ToolOptions } from '../world/tools.ts'
import type { Workload } from '../../workloads/workload.ts'
import { agentPrograms } from './agent-programs.ts'
import { ApprovalDesk } from './approval-desk.ts'
import type { CellDrill } from './cell-drill.ts'
import { CellNetwork } from './cell-network.ts'
import { ContainmentDesk } from './containment-desk.ts'
import { type Counters, zeroCounters } from './counters.ts'
import { GrantedWork } from './granted-work.ts'
import { guardDirectory } from './guard-directory.ts'
import { IncidentDesk, peopleIn } from './incident-desk.ts'
import { type LivenessTally, LivenessWatch } from './liveness-tally.ts'
import type { EngineMessage, UpwardReport } from './messages.ts'
import { PolicyDesk } from './policy-desk.ts'
import { networkRoundTrips } from './round-trips.ts'
import { soundReports } from './sound-report.ts'
import { StartUpTally } from './start-up.ts'
import { SynthesisDesk } from './synthesis-desk.ts'
import { TaskDesk } from './task-desk.ts'
import type { TaskMix } from './tasks.ts'

const POLICY = 'content-policy'

export interface CellRuntimeOptions {
  readonly timeline: Timeline
  readonly quiescence: Quiescence
  readonly organisation: Organisation
  readonly workload: Workload
  readonly mix: TaskMix
  readonly seed: number
  readonly levels: ControlLevels
  readonly architecture: Architecture
  readonly topology: string
  /** Absent in passes that run the benign window only. */
  readonly incident: Incident | undefined
  /** End of the trial in virtual time. */
  readonly endUs: VirtualUs
  readonly auditSink: AuditSink | undefined
  /** Where agents' programs run; shared by the cells of a shard. */
  readonly sandboxes?: Sandboxes | undefined
  readonly drill?: CellDrill
  /** C3: how long communication between departments is stopped. Default `COMMUNICATION_STOP_US`. */
  readonly communicationStopUs?: VirtualUs
  readonly fail: (error: unknown) => void
}

export class CellRuntime {
  readonly timeline: Timeline
  readonly counters: Counters = zeroCounters()
  readonly startUp = new StartUpTally()
  readonly oracle: CellOracle
  readonly guard: CellGuard
  readonly syntheses: SynthesisDesk
  /** What the architecture sees. */
  readonly cell: Cell
  readonly deployment: Deployment
  readonly containment: ContainmentDesk
  readonly tools: SimulatedTools
  /** Departments only. */
  readonly tasks: TaskDesk | undefined
  readonly board: Board | undefined
  /** The cell's reviewers. */
  readonly pool: ReviewPool
  /** Absent at H0: nothing waits for a person. */
  readonly approvals: ApprovalDesk | undefined
  readonly incidents: IncidentDesk
  /** P3 only: where steps wait for the policy server. */
  readonly policy: PolicyDesk | undefined
  /** P2: what was remembered of Cedar's decisions. */
  readonly remembered = cacheTally()
  private readonly options: CellRuntimeOptions
  private readonly watch = new LivenessWatch()
  private readonly network: CellNetwork
  private readonly directory: OrganisationDirectory
  private readonly reviewers: Reviewers

  constructor(options: CellRuntimeOptions) {
    const { timeline, organisation, workload, seed, incident } = options
    this.options = options
    this.timeline = timeline
    this.oracle = new CellOracle(incident)
    this.guard = this.createGuard()
    this.guard.onAlert(({ subject, delayUs }) => {
      if (delayUs === undefined) this.alerted(subject)
      else timeline.after(delayUs, this.alerted, subject)
    })
    this.pool = new ReviewPool(timeline, workload.people.reviewers)
    this.approvals = this.createApprovals()
    this.policy = this.createPolicy()
    const gate = this.policy ?? this.approvals
    this.network = new CellNetwork(timeline, seed, workload.network, this.guard, gate)
    this.directory = new OrganisationDirectory(organisation, seed, (agent) =>
      this.guard.isQuarantined(agent),
    )
    this.board = this.createBoard()
    this.reviewers = new Reviewers({
      timeline,
      seed,
      people: workload.people,
      pool: this.pool,
      isBad: (subject) =>
        (this.board?.hasBadPost(subject) ?? false) || this.incidents.isBad(subject),
      decided: this.decided,
    })
    this.tools = this.createTools()
    this.cell = this.createCell()
    const deployment = options.architecture.open(this.cell, options.topology)
    const isGranted = options.levels.capabilities === 'K1'
    this.deployment = isGranted ? new GrantedWork(deployment, this.guard) : deployment
    this.containment = this.createContainment()
    this.incidents = this.createIncidents()
    this.syntheses = this.createSyntheses()
    this.tasks = organisation.kindOf(timeline.id) === 'department' ? this.createTasks() : undefined
    timeline.onMessage = (payload) => this.receive(payload as EngineMessage)
    this.tasks?.open()
    this.syntheses.open()
    options.drill?.opened?.(this)
  }

  private createGuard(): CellGuard {
    const { timeline, organisation, workload, seed, levels, auditSink } = this.options
    const { sandboxes, incident } = this.options
    return this.watch.open({
      ...agentPrograms({ sandboxes, incident, clock: timeline, board: () => this.board }),
      levels,
      cell: timeline.id,
      seed,
      directory: guardDirectory(organisation),
      clock: timeline,
      auditSink: this.watch.sink(auditSink),
      auditLossShare: AS_SHIPPED_AUDIT_LOSS,
      ...(workload.audit?.checkpointUs === undefined
        ? {}
        : { auditCheckpointUs: workload.audit.checkpointUs }),
      // Messages that a stop has held are not too old when it ends.
      ...(levels.containment === 'C3'
        ? { messageLifetimeUs: MESSAGE_LIFETIME_US + this.communicationStopUs }
        : {}),
      roundTrips: this.startUp.counting(
        networkRoundTrips(seed, workload.network, (agent) => organisation.cellOf(agent)),
        timeline,
      ),
      detection: workload.detection,
      // The second half of the window is as benign, and shows the false alarms.
      anomaly: { ...DEFAULT_ANOMALY, warmUpUs: Math.floor(workload.arrivals.windowUs / 2) },
      // Modelled: in place of a model that reads, the judge is told by the canary in the text.
      judge: { isBad: (text) => text.includes(ROGUE_CANARY) || text.includes(ECHO_CANARY) },
      cedar: cedarFor(workload, levels, this.remembered),
      counters: this.counters,
      ...this.options.drill?.guard?.(timeline),
    })
  }

  private createApprovals(): ApprovalDesk | undefined {
    const { timeline, organisation, workload, seed, levels } = this.options
    if (levels.approvals === 'H0') return undefined
    const { pool, guard, counters } = this
    const people = peopleIn(workload)
    return new ApprovalDesk({ timeline, organisation, seed, people, pool, guard, counters })
  }

  private createPolicy(): PolicyDesk | undefined {
    const { timeline, organisation, workload, seed, levels } = this.options
    if (levels.policy !== 'P3') return undefined
    const { guard, approvals } = this
    return new PolicyDesk({ timeline, organisation, workload, seed, guard, next: approvals })
  }

  private createBoard(): Board | undefined {
    const { timeline, organisation, workload, seed } = this.options
    if (organisation.kindOf(timeline.id) !== 'department') return undefined
    // Content-policy guidance addresses the whole company; other boards their own department.
    const company = organisation.functionOf(timeline.id) === POLICY
    const owners = company ? organisation.agents : organisation.headcountOf(timeline.id)
    const board = new Board({
      timeline,
      seed,
      people: workload.people,
      audience: Math.round(owners * workload.people.readerShare),
      complain: (reader: number, post: Post) => {
        this.guard.reportAbout(reader, post.author, post.id)
      },
      observer: this.oracle,
    })
    this.oracle.trace.audience = board.audience
    return board
  }

  private createTools(): SimulatedTools {
    const { timeline, quiescence, seed } = this.options
    const promises = new PromiseFacade(timeline, quiescence)
    const { board } = this
    const gate = this.policy ?? this.approvals
    const refuses: ToolOptions['refuses'] = (call, work, admitted) =>
      this.guard.checkEffect(admitted, call, work.id)?.refused
    return new SimulatedTools({ timeline, promises, seed, board, gate, refuses })
  }

  private createCell(): Cell {
    const { timeline, quiescence, workload, seed } = this.options
    const promises = new PromiseFacade(timeline, quiescence)
    return {
      id: timeline.id,
      clock: timeline,
      promises,
      model: new SimulatedModel({
        seed,
        spec: workload.model,
        timeline,
        promises,
        counters: this.counters,
        observer: this.oracle,
      }),
      tools: this.tools,
      directory: this.directory,
      network: this.network,
      guard: this.guard,
      meter: this.counters,
      witness: {
        placed: (agent, text) => this.oracle.placed(agent, text, timeline.now),
      },
      fail: this.options.fail,
    }
  }

  private createContainment(): ContainmentDesk {
    const { guard, oracle, network, deployment } = this
    return new ContainmentDesk({
      ...this.options,
      level: this.options.levels.containment,
      stopUs: this.communicationStopUs,
      guard,
      oracle,
      network,
      deployment,
      recall: (agent) => {
        this.board?.recall(agent)
        this.incidents.recall(agent)
      },
      withdraw: (agent) => this.approvals?.withdraw(agent) ?? 0,
      receive: (message) => this.receive(message),
    })
  }

  private createIncidents(): IncidentDesk {
    const { guard, oracle, board, deployment } = this
    const offer = (work: Work): void => this.tasks?.offer(work)
    return new IncidentDesk({ ...this.options, guard, oracle, board, deployment, offer })
  }

  private createTasks(): TaskDesk {
    const { timeline, organisation, workload, mix, seed } = this.options
    return new TaskDesk({
      cell: timeline.id,
      timeline,
      organisation,
      workload,
      mix,
      seed,
      deployment: this.containment.work,
      delivered: (work, text, token) => this.report(work, text, token),
      ended: (work, outcome) => {
        this.incidents.ended(work, outcome)
        const { trace } = this.oracle
        if (outcome.kind === 'done') this.oracle.result(outcome.text, 'task', false)
        else if (trace.commandedAt !== null || trace.cutAt !== null) trace.failedAfter++
        if (trace.commandedAt !== null || trace.cutAt !== null) trace.offeredAfter++
        timeline.digest.add(work.id)
      },
    })
  }

  private createSyntheses(): SynthesisDesk {
    const { timeline, organisation, workload } = this.options
    const isApex = organisation.kindOf(timeline.id) === 'apex'
    return new SynthesisDesk({
      ...this.options,
      cell: timeline.id,
      spec: workload.reports,
      deployment: this.containment.work,
      isSound: soundReports({ ...this.options, guard: this.guard }),
      sendUp: (work, report) => this.sendUp(work, report),
      judged: (_work, text) => this.oracle.result(text, 'synthesis', isApex),
      isQuarantined: (agent) => this.guard.isQuarantined(agent),
    })
  }

  /** A lead tells its department's meta-agent about a finished task. */
  private report(work: Work, text: string, token: string): void {
    const { timeline, organisation } = this.options
    const from = organisation.leadOf(work.team)
    if (this.guard.isQuarantined(from)) return
    const to = organisation.metaOf(timeline.id)
    const sealed = this.deployment.report({ from, to, workId: work.id, text })
    const report = { author: from, text, token, createdAt: timeline.now }
    const withSeal: UpwardReport = sealed === undefined ? report : { ...report, sealed }
    this.network.local(from, to, work.id, (arrived) => this.syntheses.accept(arrived), withSeal)
  }

  /** A meta-agent sends its synthesis to the tier above. */
  private sendUp(work: Work, report: UpwardReport): void {
    const { timeline, organisation } = this.options
    const parent = organisation.parentOf(timeline.id)
    if (parent < 0) return
    const to = organisation.metaOf(parent)
    const { author, text } = report
    const sealed = this.deployment.report({ from: author, to, workId: work.id, text })
    const message: EngineMessage = {
      kind: 'report',
      report: sealed === undefined ? report : { ...report, sealed },
    }
    this.network.carry(parent, author, to, work.id, message)
  }

  private receive(message: EngineMessage): void {
    if (this.containment.holds(message)) return
    switch (message.kind) {
      case 'ask': {
        const { from, askId, request } = message
        const answer = (reply: PeerReply): void => this.network.answer(from, askId, request, reply)
        const arrival = this.approvals?.receive(request, message.decision)
        if (arrival?.kind === 'refused') answer(arrival)
        else this.containment.work.serve(arrival?.request ?? request, answer)
        return
      }
      case 'reply':
        this.network.deliver(message.askId, message.reply)
        return
      case 'report':
        this.syntheses.accept(message.report)
        return
      case 'revoke':
        this.containment.obey(message.agent, message.reopensAt)
        return
      case 'decide':
      case 'verdict':
        this.policy?.receive(message)
        return
    }
  }

  private readonly alerted = (subject: AgentId): void => {
    this.oracle.alerted(subject, this.timeline.now)
    this.reviewers.triage(subject)
  }

  private readonly decided = ({ subject, quarantine }: Decision): void => {
    this.oracle.decided(subject, quarantine, this.timeline.now)
    if (quarantine) this.containment.command(subject)
  }

  /** A containment command reaches this cell. Returns false if this level of containment has none. */
  quarantine(agent: AgentId): boolean {
    return this.containment.carryOut(agent)
  }

  /** What the control path let through so far, by its own count and by the engine's. */
  liveness(): LivenessTally {
    const { guard, counters, tools, network } = this
    const { commands } = this.containment
    const effects = { toolEffects: tools.effects, peerAnswers: network.answered, ...commands }
    return this.watch.read(guard, counters, effects)
  }

  private get communicationStopUs(): VirtualUs {
    return this.options.communicationStopUs ?? COMMUNICATION_STOP_US
  }

  /** Puts the incident on the timeline, after the benign window. */
  beginIncident(): void {
    this.incidents.begin()
  }
}
