/** What a short probe says about an architecture on this machine. Plain data. */

export interface ArchitectureCosts {
  readonly architecture: string
  /** Loading its code on a fresh thread, in host ms. */
  readonly loadMs: number
  /** Live memory of a thread that has loaded it and opened nothing, in bytes. */
  readonly loadedBytes: number
  readonly openUsPerAgent: number
  /** Host time for each agent and virtual hour in which nothing is asked of it. */
  readonly idleUsPerAgentHour: number
  /** Live bytes of an idle agent. */
  readonly bytesPerAgent: number
  /** By `variantOf`. The probe may have had no time for the last ones; it has the first. */
  readonly variants: Readonly<Record<string, VariantCosts>>
}

/** What a topology costs under one stack of controls, sandboxes left out. */
export interface VariantCosts {
  /** Host time on one thread for each task that was offered. */
  readonly usPerTask: number
  /** Live bytes that stay for each task. */
  readonly bytesPerTask: number
  /** Audit records on disk, in bytes for each task. */
  readonly auditBytesPerTask: number
  /** Tasks that a team was offered in a virtual hour; of use where their number is not arithmetic. */
  readonly tasksPerTeamHour: number
}
