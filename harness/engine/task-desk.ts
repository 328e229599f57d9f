/**
 * Where a department's tasks arrive, wait for a place, run, and are judged. Arrivals belong to teams;
 * the limit on tasks in flight belongs to the department, so it cannot follow the thread count.
 */
import type { Deployment, Outcome, Work } from '../../adapters/contract.ts'
import { Histogram } from '../../results/histogram.ts'
import type { EventId } from '../kernel/event-queue.ts'
import { exponential, purpose } from '../kernel/random.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { HOUR, type CellId, type VirtualUs } from '../kernel/units.ts'
import { expectedToken } from '../world/artefacts.ts'
import type { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import { TaskFlow } from './task-flow.ts'
import { INCIDENT_NUMBER, type TaskMix, teamTask } from './tasks.ts'

const GAP = purpose('arrival.gap')

export interface TaskTally {
  offered: number
  completed: number
  failed: number
  /** Of the failed: those that missed their deadline. */
  overdue: number
  right: number
  wrong: number
}

/** A task from its intended start to its end. */
interface Running {
  readonly work: Work
  readonly arrivedAt: VirtualUs
  readonly local: number
  deadline: EventId
  started: boolean
  ended: boolean
}

export interface TaskDeskOptions {
  readonly cell: CellId
  readonly timeline: Timeline
  readonly organisation: Organisation
  readonly workload: Workload
  readonly mix: TaskMix
  readonly seed: number
  readonly deployment: Pick<Deployment, 'start'>
  /** A right result, for the report to the meta-agent. */
  readonly delivered: (work: Work, text: string, token: string) => void
  /** Every end of a task: for the oracle. */
  readonly ended: (work: Work, outcome: Outcome) => void
}

/** Slices of the arrival window in which the backlog is followed. */
export const BACKLOG_SLICES = 32

export class TaskDesk {
  /** Tasks that came less tasks that ended, by slice of the arrival window; later ends are left out. */
  readonly backlogChanges: Int32Array = new Int32Array(BACKLOG_SLICES)
  readonly tally: TaskTally = {
    offered: 0,
    completed: 0,
    failed: 0,
    overdue: 0,
    right: 0,
    wrong: 0,
  }
  readonly latency: Histogram = new Histogram()
  readonly flow: TaskFlow = new TaskFlow()
  /** Told of each end of a task; a task that failed has no latency. */
  onEnd: ((arrivedAt: VirtualUs, latencyUs: VirtualUs | undefined) => void) | undefined
  private readonly options: TaskDeskOptions
  private readonly firstTeam: number
  private readonly issued: Int32Array
  /** When each team's next task is to arrive. */
  private readonly intended: Float64Array
  private readonly meanGapUs: number
  private readonly queue: Running[] = []
  private queueHead = 0
  private inFlight = 0

  constructor(options: TaskDeskOptions) {
    this.options = options
    const [first, end] = options.organisation.teamRange(options.cell)
    this.firstTeam = first
    this.issued = new Int32Array(Math.max(0, end - first))
    this.intended = new Float64Array(this.issued.length)
    this.meanGapUs = HOUR / arrivalsPerTeamHour(options.workload, options.organisation)
  }

  /** Schedules the first arrival of every team. */
  open(): void {
    for (let local = 0; local < this.issued.length; local++) {
      // Also the first task of a closed loop starts on the timeline, so that opening does no work.
      if (this.options.workload.arrivals.process === 'closed') {
        this.options.timeline.at(0, this.arrive, local)
      } else {
        this.scheduleNext(local)
      }
    }
  }

  /** Takes in a task at this moment, from whoever offers it. */
  offer(work: Work, local = -1): void {
    const { timeline, workload } = this.options
    this.tally.offered++
    this.flow.enter(timeline.due)
    this.follow(timeline.due, 1)
    timeline.digest.add(work.id)
    const running: Running = {
      work,
      // As it was intended: what a busy host adds is part of the latency.
      arrivedAt: timeline.due,
      local,
      deadline: -1,
      started: false,
      ended: false,
    }
    running.deadline = timeline.at(
      timeline.due + workload.limits.taskDeadlineUs,
      this.expire,
      running,
    )
    if (this.inFlight < workload.limits.tasksInFlightPerDepartment) this.begin(running)
    else this.queue.push(running)
  }

  private readonly arrive = (local: number): void => {
    const { organisation, mix, seed, timeline } = this.options
    const nth = this.issued[local] as number
    this.flow.arrived(timeline.due, this.intended[local] as number)
    this.issued[local] = nth + 1
    this.offer(teamTask(organisation, mix, seed, this.firstTeam + local, nth), local)
    if (this.options.workload.arrivals.process === 'poisson') this.scheduleNext(local)
  }

  private scheduleNext(local: number): void {
    const { timeline, seed, workload } = this.options
    const nth = this.issued[local] as number
    const gap = exponential(this.meanGapUs, seed, GAP, this.firstTeam + local, nth)
    // From the intended time: a busy host must not slow its callers down.
    const at = timeline.due + Math.max(1, Math.round(gap))
    if (at >= workload.arrivals.windowUs) return
    this.intended[local] = at
    timeline.at(at, this.arrive, local)
  }

  private begin(running: Running): void {
    this.inFlight++
    running.started = true
    this.options.deployment.start(running.work, (outcome) => this.end(running, outcome))
  }

  private readonly expire = (running: Running): void => {
    this.tally.overdue++
    if (running.started) this.end(running, { kind: 'failed', reason: 'deadline' })
    else this.close(running, { kind: 'failed', reason: 'deadline while waiting for a place' })
  }

  private end(running: Running, outcome: Outcome): void {
    if (running.ended) return
    this.close(running, outcome)
    this.inFlight--
    while (this.queueHead < this.queue.length) {
      const next = this.queue[this.queueHead++] as Running
      if (this.queueHead > 1024 && this.queueHead * 2 > this.queue.length) {
        this.queue.splice(0, this.queueHead)
        this.queueHead = 0
      }
      if (next.ended) continue
      this.begin(next)
      break
    }
  }

  private close(running: Running, outcome: Outcome): void {
    const { timeline, seed, workload } = this.options
    const { work, arrivedAt, local } = running
    running.ended = true
    this.follow(timeline.now, -1)
    timeline.cancel(running.deadline)
    this.flow.leave(timeline.now)
    if (outcome.kind === 'done') {
      this.tally.completed++
      const latencyUs = timeline.moment() - arrivedAt
      this.latency.record(latencyUs)
      this.onEnd?.(arrivedAt, latencyUs)
      timeline.digest.addText(outcome.text)
      const token = expectedToken(seed, work)
      if (outcome.text.includes(token)) {
        this.tally.right++
        this.options.delivered(work, outcome.text, token)
      } else {
        this.tally.wrong++
      }
    } else {
      this.tally.failed++
      this.latency.recordCensored(1)
      this.onEnd?.(arrivedAt, undefined)
      this.flow.failedUs += timeline.now - arrivedAt
      timeline.digest.addText(outcome.reason)
    }
    this.options.ended(work, outcome)
    if (workload.arrivals.process === 'closed' && local >= 0) this.again(local)
  }

  private follow(at: VirtualUs, change: 1 | -1): void {
    const { backlogChanges } = this
    const slice = Math.floor((at / this.options.workload.arrivals.windowUs) * BACKLOG_SLICES)
    if (slice < BACKLOG_SLICES) backlogChanges[slice] = (backlogChanges[slice] as number) + change
  }

  private again(local: number): void {
    const { timeline, workload } = this.options
    // One microsecond later, so that an instant failure cannot loop within one moment.
    const at = timeline.now + 1
    if (at < workload.arrivals.windowUs && (this.issued[local] as number) < INCIDENT_NUMBER) {
      this.intended[local] = at
      timeline.at(at, this.arrive, local)
    }
  }
}

/** Arrivals an hour of one team: the workload's, raised so that a small organisation has `minTasks`. */
export function arrivalsPerTeamHour(workload: Workload, organisation: Organisation): number {
  const { perTeamPerHour, minTasks, windowUs } = workload.arrivals
  return Math.max(perTeamPerHour, minTasks / (organisation.teams * (windowUs / HOUR)))
}
