/**
 * The contract between the harness and an architecture, on one page.
 *
 * An `Architecture` opens one `Deployment` for each department, division and apex (a *cell*). The
 * deployment is handed work and returns outcomes; how its agents talk to each other in between is the
 * architecture. It touches the world only through the `Cell` it is given: virtual clock, simulated
 * model, tools, directory, cross-department network, the control path (guard) and the meter.
 *
 * The harness judges outcomes by artefacts. The simulated model writes a step's artefact into its
 * reply only if the prompt holds what the step needs, so information must really flow.
 */
import type { EventId, Handler } from '../harness/kernel/event-queue.ts'
import type { AgentId, CellId, VirtualUs } from '../harness/kernel/units.ts'

// ── Work ────────────────────────────────────────────────────────────────────────────────────────

/** One step of a piece of work: one role, one artefact. */
export interface Step {
  /** Position in the work's graph; stable, also when a single step is handed to a peer department. */
  readonly index: number
  readonly name: string
  /** Who does it; `directory.assignee` turns the role into an agent. */
  readonly role: string
  /** Indices of the steps whose artefacts must be in the prompt. Empty: the work's inputs must be. */
  readonly needs: readonly number[]
  /** Tool rounds before the answer: the model calls of a step are `toolRounds + 1`. */
  readonly toolRounds: number
  /** The tool of each round. */
  readonly tool: ToolName
  /** Own team, or another department (a peer request). */
  readonly at: 'team' | 'peer'
  /** Length of the answer in tokens. */
  readonly outputTokens: number
  /** Pins the step to one agent. */
  readonly assignee?: AgentId
}

/** Text handed in with a piece of work: the brief, a report, or a peer's material. */
export interface Input {
  readonly author: AgentId
  readonly text: string
  /** The token inside `text` that a prompt must hold for the information to have arrived. */
  readonly token: string
  /** What `Deployment.report` or the asking department attached, if anything. */
  readonly sealed?: Sealed
}

/**
 * A piece of work. `task` starts in a team; `peer` is one step asked for by another department;
 * `synthesis` condenses reports and has one step, done by a meta-agent.
 *
 * A work of one step is done by that step's assignee alone, with its own tools and credential,
 * whatever the architecture: nobody supervises it.
 */
export interface Work {
  /** Unique in the organisation. A peer request keeps the id of the task it belongs to. */
  readonly id: number
  readonly kind: 'task' | 'peer' | 'synthesis'
  /** Name of the task type. */
  readonly type: string
  readonly initiator: AgentId
  /** Team number, or −1 for meta-agents. */
  readonly team: number
  /** Topologically ordered. */
  readonly steps: readonly Step[]
  /** Index of the step whose artefact is the result. */
  readonly final: number
  readonly inputs: readonly Input[]
}

/** What a deployment returns. `text` must carry the artefact of the final step. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string }

// ── The simulated model and tools ───────────────────────────────────────────────────────────────

/**
 * What the caller wants of the model. `step`: do the step. `supervise`: delegate the ready steps, or
 * write the final step when its needs are in the prompt. `manage`: as a CrewAI manager, delegate this
 * one step, then answer with what came back. `select`: name the next speaker. `handoff`: do the
 * step, then hand over to the next.
 */
export type Intent = 'step' | 'supervise' | 'manage' | 'select' | 'handoff'

export interface ModelRequest {
  readonly work: Work
  readonly agent: AgentId
  readonly role: string
  readonly intent: Intent
  /** Index of the step; for `supervise` and `select`, the final step's index. */
  readonly step: number
  /** 0, 1, 2 … within (work, intent, step): the keys of the call's luck. */
  readonly round: number
  /** Texts of the prompt's messages, in order. */
  readonly prompt: readonly string[]
}

export interface ToolCall {
  readonly name: ToolName
  /** Index of the step that the call serves (for `delegate` and `handoff`: the step to hand over). */
  readonly step: number
  readonly round: number
  /** Argument text; unique for each (work, step, round). */
  readonly input: string
}

/**
 * `lookup`: an internal system. `read_board`: guidance that is visible on the department's board.
 * `post`: publishes on the board. `delegate`, `ask_peer`, `handoff`: coordination, carried out by the
 * architecture itself and never by `tools.run`.
 */
export type ToolName = 'lookup' | 'read_board' | 'post' | 'delegate' | 'ask_peer' | 'handoff'

export interface ModelReply {
  readonly text: string
  /** Empty for a final answer. */
  readonly toolCalls: readonly ToolCall[]
  /** True if `text` carries the artefact that the request asked for. */
  readonly complete: boolean
  /** For `select`: index of the step whose assignee should speak next, or −1 when all is done. */
  readonly next: number
  readonly promptTokens: number
  readonly outputTokens: number
}

/** The simulated model: a pure function of the request; its latency is virtual. */
export interface Model {
  call(request: ModelRequest, done: (reply: ModelReply) => void): void
  complete(request: ModelRequest): Promise<ModelReply>
  /** Steps whose artefacts are in these texts; for adapters that must know when to stop. */
  present(work: Work, texts: readonly string[]): ReadonlySet<number>
}

export interface Tools {
  /**
   * Carries out a tool call that took the control path; the result's text carries the round's tool
   * token. A refused action never gets here, because only `guard.admit` makes an `Admitted`.
   */
  run(call: ToolCall, work: Work, admitted: Admitted, done: (result: string) => void): void
  execute(call: ToolCall, work: Work, admitted: Admitted): Promise<string>
}

// ── The control path ────────────────────────────────────────────────────────────────────────────

/** What an agent does to another agent, a board, or a tool. */
export type Action =
  'request' | 'reply' | 'report' | 'broadcast' | 'delegate' | 'handoff' | 'lookup' | 'read' | 'post'

/** What the action is done to. */
export type ResourceClass = 'team' | 'peer' | 'upward' | 'board' | 'tool'

/** A message or effect before it takes the control path. */
export interface Draft {
  readonly from: AgentId
  /** The receiving agent; for boards and tools the agent itself. */
  readonly to: AgentId
  readonly action: Action
  readonly resource: ResourceClass
  readonly workId: number
  readonly text: string
  /** The agent on whose behalf `from` acts, if not its own. */
  readonly origin?: AgentId
  /** How many requests deep; to hand a work over whole makes it no deeper. Absent: none. */
  readonly hopCount?: number
  /** What the receiver may do for this request with tools. Absent: whatever the sender may. */
  readonly grants?: readonly Action[]
}

declare const sealed: unique symbol
declare const admitted: unique symbol

/** A draft with its sender's proof, as it travels. Plain data: it survives structured cloning. */
export interface Sealed extends Draft {
  readonly [sealed]: true
  /** Sender's sequence number towards the receiver. */
  readonly seq: number
  /** Authentication tags: one for each receiver (pairwise MAC), one for all (signature), or none. */
  readonly tags: readonly string[]
}

/** A message that took the whole path: limit, open, authorise, approve, record. */
export interface Admitted extends Sealed {
  readonly [admitted]: true
}

export interface Refused {
  readonly refused:
    | 'limit'
    | 'authentication'
    | 'capability'
    | 'policy'
    | 'approval'
    | 'audit'
    | 'quarantine'
    | 'sandbox'
}

/** The control path of one cell. At level 0 every stage is an explicit pass-through. */
export interface Guard {
  /** Sender's side. `receivers` are needed when one message goes to several agents. */
  seal(draft: Draft, receivers?: readonly AgentId[]): Sealed
  /** Receiver's side: the whole path. Only this makes an `Admitted`. */
  admit(message: Sealed, receiver: AgentId): Admitted | Refused
  /**
   * A further receiver of a message that was admitted once (fan-out): authentication and
   * quarantine only, because the decision and the record were made for the message.
   */
  open(message: Admitted, receiver: AgentId): Admitted | Refused
  /**
   * The framework, and no message, gives an agent here a part in a work (`step`: that step alone):
   * who started the work passes its capability on. Without capabilities: nothing.
   */
  entrust(workId: number, to: AgentId, step?: Step): void
  isQuarantined(agent: AgentId): boolean
}

export function isRefused(outcome: Admitted | Refused): outcome is Refused {
  return 'refused' in outcome
}

// ── The cell ────────────────────────────────────────────────────────────────────────────────────

/** Virtual time. Events and their handlers are the fast path. */
export interface Clock {
  readonly now: VirtualUs
  at<T>(time: VirtualUs, handler: Handler<T>, arg: T): EventId
  after<T>(delay: VirtualUs, handler: Handler<T>, arg: T): EventId
  cancel(id: EventId): void
}

/** Promises over virtual time, for frameworks that need them. */
export interface Promises {
  sleep(delay: VirtualUs): Promise<void>
  wait<T>(register: (resolve: (value: T) => void) => void): Promise<T>
  spawn(code: () => Promise<void>, failed: (error: unknown) => void): void
  track<T>(io: Promise<T>): Promise<T>
}

export interface Directory {
  /** The agent that does a step of a work; a quarantined agent is never named. */
  assignee(work: Work, step: Step): AgentId
  roleOf(agent: AgentId): string
  /** Members of a team, the lead first. */
  team(team: number): readonly AgentId[]
  /** The other department and agent that a peer step goes to. */
  peer(work: Work, step: Step): { readonly cell: CellId; readonly agent: AgentId }
  cellOf(agent: AgentId): CellId
}

/** One step asked of another department. Plain data. */
export interface PeerRequest {
  readonly work: Work
  readonly step: Step
  readonly from: AgentId
  readonly to: AgentId
  /** What the step needs: texts that carry the artefacts. */
  readonly inputs: readonly Input[]
  readonly sealed?: Sealed
}

export type PeerReply =
  | {
      readonly kind: 'answer'
      readonly text: string
      readonly from: AgentId
      readonly sealed?: Sealed
    }
  | { readonly kind: 'refused'; readonly reason: string }

export interface Network {
  /** Delivers `arg` to `handler` after the delay between two agents of this cell. */
  local<T>(from: AgentId, to: AgentId, key: number, handler: Handler<T>, arg: T): void
  /** Asks another department; the reply comes after both ways and the work there. */
  ask(to: CellId, request: PeerRequest, done: (reply: PeerReply) => void): void
}

/** Counters of intrinsic work. Adapters count what the harness cannot see. */
export interface Meter {
  /** Messages sent between agents of the architecture. */
  envelopes: number
  /** Messages placed in one agent's context or inbox. */
  deliveries: number
  /** JSON or similar encodings, and their length. */
  serializations: number
  serializedChars: number
  /** Writes to the architecture's own state store. */
  stateWrites: number
  /** Events on the architecture's own bus. */
  busEvents: number
  /** Times that work moved from one agent to another. */
  hops: number
  retries: number
}

/**
 * The oracle's ear. An architecture that puts text in an agent's context without prompting it (a
 * buffer, shared state) says so here, because the model would not show it.
 */
export interface Witness {
  placed(agent: AgentId, text: string): void
}

export interface Cell {
  readonly id: CellId
  readonly clock: Clock
  readonly promises: Promises
  readonly model: Model
  readonly tools: Tools
  readonly directory: Directory
  readonly network: Network
  readonly guard: Guard
  readonly meter: Meter
  readonly witness: Witness
  /** Ends the trial with a located error; for faults of the adapter itself. */
  fail(error: unknown): void
}

// ── The architecture ────────────────────────────────────────────────────────────────────────────

export interface ReportMessage {
  readonly from: AgentId
  readonly to: AgentId
  readonly workId: number
  readonly text: string
}

export interface Deployment {
  /** Starts a task or a synthesis; `done` is called once. */
  start(work: Work, done: (outcome: Outcome) => void): void
  /** Does one step for another department; `reply` is called once. */
  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void
  /** An agent reports to its meta-agent; returns what travels with the report, if anything. */
  report(message: ReportMessage): Sealed | undefined
  /** Containment: forget queued and in-flight messages of this agent. Returns how many were purged. */
  purge(agent: AgentId): number
}

/** A topology is a variant of an architecture; the first one listed is the default. */
export interface TopologyFacts {
  readonly name: string
  readonly summary: string
}

/** Controls that a framework may ship. */
export type ShippedTopic =
  | 'agent identity'
  | 'message authentication'
  | 'tool authorisation'
  | 'human approval'
  | 'loop limits'
  | 'content guard'
  | 'audit'
  | 'tamper evidence'
  | 'sandbox'
  | 'anomaly detection'
  | 'quarantine'

export interface ShippedControl {
  /** `on` without asking; `offered` and off until it is used; looked for and `not found`. */
  readonly state: 'on' | 'offered' | 'not found'
  readonly what: string
  /** Package, version and file. */
  readonly source: string
}

/** Declared, printed on the dashboard, and never used to compute anything. */
export interface ArchitectureFacts {
  readonly title: string
  /** `real packages`, `execution model (re-implementation)` or `reference design`. */
  readonly style: 'real packages' | 'execution model' | 'reference design'
  /** What is modelled or run, with its version. */
  readonly version: string
  readonly topologies: readonly TopologyFacts[]
  /** Library defaults that the adapter changes, and why. */
  readonly changedDefaults: readonly string[]
  readonly doesNotDo: readonly string[]
  /** Where the control path is hooked in. */
  readonly controlPoint: string
  /** What the framework itself has of each control. Absent for designs that ship from nowhere. */
  readonly ships?: Readonly<Record<ShippedTopic, ShippedControl>>
  /** True if the adapter runs promise code and needs the façade. */
  readonly usesPromises: boolean
}

export interface Architecture {
  readonly name: string
  readonly facts: ArchitectureFacts
  /** Opens the deployment of one cell. `topology` is one of `facts.topologies`. */
  open(cell: Cell, topology: string): Deployment
}

/** Checks the declarations of an architecture and freezes it. */
export function defineArchitecture(architecture: Architecture): Architecture {
  if (architecture.facts.topologies.length === 0) {
    throw new Error(`architecture ${architecture.name} declares no topology`)
  }
  return Object.freeze(architecture)
}
