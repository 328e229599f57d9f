/** What a short probe says about an architecture on this machine. Plain data. */
import type { TaskCost } from './contacts.ts'
import type { Warming } from './warming.ts'

/**
 * All times are CPU time of the process, compiler and collector threads included: a busy neighbour
 * moves it little, while it can make host time many times as long.
 */
export interface ArchitectureCosts {
  readonly architecture: string
  /** Starting and ending a thread. */
  readonly threadCpuMs: number
  /** Loading its code on a fresh thread. */
  readonly loadCpuMs: number
  /** Live memory of a thread that has loaded it and opened nothing, in bytes. */
  readonly loadedBytes: number
  readonly openCpuUsPerAgent: number
  /** For each agent and virtual hour in which nothing is asked of it. */
  readonly idleCpuUsPerAgentHour: number
  /** Live bytes of an idle agent. */
  readonly bytesPerAgent: number
  readonly warming: Warming
  /** By `variantOf`. The probe may have had no time for the last ones; it has the first. */
  readonly variants: Readonly<Record<string, VariantCosts>>
}

/** What a topology costs under one stack of controls, sandboxes left out. */
export interface VariantCosts {
  /** CPU time for each task that was offered, in warm code. */
  readonly task: TaskCost
  /** What cold code adds was taken off; it comes on top of a trial's tasks. */
  readonly isWarm: boolean
  /** Live bytes that stay for each task. */
  readonly bytesPerTask: number
  /** Audit records on disk, in bytes for each task. */
  readonly auditBytesPerTask: number
  /** Tasks that a team was offered in a virtual hour; of use where their number is not arithmetic. */
  readonly tasksPerTeamHour: number
}
