/**
 * A resolved workload: what a workload file means after defaults and units. The raw file's shape is
 * in `schema.ts`. Plain data, so it can be sent to a worker and hashed.
 */
import type { VirtualUs } from '../harness/kernel/units.ts'
import type { PolicyServerSpec } from './policy-server.ts'

export interface Workload {
  readonly name: string
  readonly description: string
  readonly organisation: OrganisationSpec
  readonly tasks: readonly TaskType[]
  readonly arrivals: ArrivalSpec
  readonly limits: LimitSpec
  readonly reports: ReportSpec
  readonly model: ModelSpec
  readonly network: NetworkSpec
  readonly people: PeopleSpec
  readonly detection: DetectionSpec
  /** Absent: nothing is synced, and checkpoints come as often as usual. */
  readonly audit?: AuditSpec
  /** What P2 asks. Absent: the organisation's own policies. */
  readonly policy?: PolicySpec
  /** What differs from the usual for the policy server (P3). Default: `DEFAULT_POLICY_SERVER`. */
  readonly policyServer?: Partial<PolicyServerSpec>
  /** Absent: the benign workload only. */
  readonly incident?: IncidentSpec
  readonly measure: MeasureSpec
  /** What must hold, in the language of `results/objectives`; changes no behaviour. Absent: nothing. */
  readonly objectives?: readonly string[]
}

export interface OrganisationSpec {
  /** Sizes to run, in agents (employees' agents; meta-agents come on top). */
  readonly agents: readonly number[]
  /** Role of each seat of a team, the lead first. */
  readonly team: readonly string[]
  readonly teamsPerDepartment: number
  readonly departmentsPerDivision: number
  /** What departments do, dealt round-robin by department number. */
  readonly functions: readonly string[]
  /** Teams of other departments that a team asks for help: bounds the contact graph. */
  readonly peerTeams: number
}

export interface TaskType {
  readonly name: string
  /** Share of arrivals; shares sum to 1. */
  readonly share: number
  /** In topological order; the last one is the result. */
  readonly steps: readonly StepSpec[]
}

export interface StepSpec {
  readonly name: string
  readonly role: string
  /** Names of earlier steps. */
  readonly needs: readonly string[]
  readonly toolRounds: number
  readonly tool: 'lookup' | 'read_board' | 'post'
  readonly at: 'team' | 'peer'
  readonly outputTokens: number
}

export interface ArrivalSpec {
  /** `poisson`: each team's own process. `closed`: each team starts the next task when one ends. */
  readonly process: 'poisson' | 'closed'
  readonly perTeamPerHour: number
  /** Virtual time in which tasks arrive and are measured. */
  readonly windowUs: VirtualUs
  /** Small organisations are driven harder, so that at least about this many tasks arrive. */
  readonly minTasks: number
}

export interface LimitSpec {
  /** Tasks that a department works on at a time; more wait in its queue. */
  readonly tasksInFlightPerDepartment: number
  /** A task that takes longer is failed, and counted as censored in latency. */
  readonly taskDeadlineUs: VirtualUs
}

export interface ReportSpec {
  /** How often a meta-agent condenses what has come in. */
  readonly everyUs: VirtualUs
  /** Most reports in one synthesis; further ones make further syntheses. */
  readonly fanIn: number
}

export interface ModelSpec {
  /** Name of a latency profile (`harness/world/model-profiles.ts`). */
  readonly profile: string
  /** Probability that a model whose prompt holds a canary repeats it in its answer. */
  readonly led: number
  /** Requests a minute that a department's provider key allows; 0 is no limit. */
  readonly requestsPerMinute: number
}

export interface DelaySpec {
  readonly medianMs: number
  /** Sigma of the log-normal. */
  readonly sigma: number
  /** Smallest delay; for cross-department traffic this is the lookahead. */
  readonly minMs: number
}

export interface NetworkSpec {
  readonly local: DelaySpec
  readonly crossDepartment: DelaySpec
}

export interface PeopleSpec {
  /** People who triage alerts, in each department. */
  readonly reviewers: number
  /** Median time that a person needs for one alert. */
  readonly reviewUs: VirtualUs
  /** Readers of a department's guidance board, as a share of all agents' owners. */
  readonly readerShare: number
  /** Half-life of attention to a post. */
  readonly attentionHalfLifeUs: VirtualUs
  /** Probability that a reader of bad guidance reports it, and of good guidance by mistake. */
  readonly reportProbability: number
  readonly falseReportProbability: number
  readonly reportLagUs: VirtualUs
  /** What differs from the usual for people who approve actions (approvals H1 and H2). */
  readonly approvals?: Partial<ApprovalSpec>
}

/** How a department's reviewers decide about single actions. Defaults: `DEFAULT_APPROVALS`. */
export interface ApprovalSpec {
  /** Mean time that a person needs for one action, the floor left out. */
  readonly reviewMeanUs: VirtualUs
  /** `exponential` (without floor) is there to compare the queue with its theory. */
  readonly reviewTimes: 'log-normal' | 'exponential'
  readonly reviewSigma: number
  /** Nobody decides faster. */
  readonly reviewFloorUs: VirtualUs
  /** How long an action waits for a decision, and what happens then. */
  readonly timeoutUs: VirtualUs
  readonly onTimeout: 'deny' | 'allow'
  /** How long a decision may be used. */
  readonly decisionTtlUs: VirtualUs
  /** Scales the probability that a bad action is let through; 0 is people who miss nothing. */
  readonly missFactor: number
  /** Share of the chance to notice that is lost with each repeat of a request for the same work. */
  readonly repeatPenalty: number
  /** Probability that a good action is refused. */
  readonly falseRejectProbability: number
}

/** How the audit trail is kept. See `Durability` in `harness/controls/audit/durability.ts`. */
export interface AuditSpec {
  readonly durability:
    | { readonly fsync: 'none' | 'each' }
    | { readonly fsync: 'group'; readonly records: number; readonly windowUs: number }
  /** L3: virtual time between checkpoints. */
  readonly checkpointUs?: VirtualUs
}

/** Cedar policies as they were when the workload was loaded. */
export interface PolicySpec {
  /** As the workload file names it, to show; the digest leaves it out. */
  readonly file: string
  readonly text: string
}

export interface DetectionSpec {
  /** D1: alert when a subject collects this many reports within the window. */
  readonly reports: number
  readonly windowUs: VirtualUs
}

export interface IncidentSpec {
  readonly scenario: 'rogue-guidance' | 'flood'
  /** A writer, the lead of a team, or the apex. */
  readonly place: 'leaf' | 'middle' | 'hub'
  /** Why the controls let the post through. Absent: the policy was too permissive. */
  readonly hypothesis?: 'enforcement-skipped' | 'approval-rubber-stamped' | 'human-relay'
  /** Messages of a flood. Absent: `FLOOD_MESSAGES`. */
  readonly floodMessages?: number
  /** Time after the end of the arrival window at which the rogue posts. */
  readonly delayUs: VirtualUs
  /** How long the world is watched after the post. */
  readonly horizonUs: VirtualUs
  /** Tasks an hour that the rogue's team works on while the incident lasts. */
  readonly caseTasksPerHour: number
}

export interface MeasureSpec {
  /** With `stopping`, the most. */
  readonly trials: number
  /** The run itself finds how many trials decide each pair of entrants. */
  readonly stopping?: { readonly precision: number }
  /** One entrant of each block runs twice, for the noise floor. */
  readonly aa?: true
  readonly architectures: readonly string[]
  readonly profiles: readonly string[]
  /** The benign window is repeated in a trial until it has used this much CPU time. */
  readonly minCpuS: number
  /** A trial that takes longer on the host fails alone. */
  readonly trialTimeoutS: number
  /** Paired trials with the auth level switched; `levels` includes the reference `A0`. */
  readonly auth?: AuthLadderSpec
}

export interface AuthLadderSpec {
  readonly agents: number
  readonly profile: string
  readonly levels: readonly ('A0' | 'A1' | 'A2' | 'A3' | 'A4')[]
}
