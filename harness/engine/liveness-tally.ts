/**
 * What a cell's control path let through, counted from outside it: by the engine, where an
 * architecture calls the guard and where effects happen. The stages count for themselves
 * (`StageCounts`); `liveness.ts` holds the two against each other.
 */
import { type Admitted, isRefused, type Refused, type Sealed } from '../../adapters/contract.ts'
import { type AuditSink, discardingSink } from '../controls/audit/sink.ts'
import type { CellGuard } from '../controls/guard.ts'
import type { GuardOptions } from '../controls/guard-options.ts'
import { ControlPath } from '../controls/path.ts'
import type { StageFault } from '../controls/stage-fault.ts'
import type { AgentId } from '../kernel/units.ts'
import type { CommandTally } from './command-count.ts'

/** Plain numbers of one cell, or summed over several. */
export interface LivenessTally {
  /** Messages that were accepted, and further receivers that a message was opened for. */
  accepted: number
  acceptedFurther: number
  /** Refused before they were opened: by a limit or a quarantine. */
  refusedUnopened: number
  refusedUnopenedFurther: number
  refusedByAuthentication: number
  refusedByAuthenticationFurther: number
  /** Authentic, and refused for want of a capability before the policy was asked. */
  refusedByCapability: number
  /** Refused by the policy or a stage after it. */
  refusedLater: number
  /** Accepted by what they are: calls of tools, and requests from other departments. */
  acceptedToolCalls: number
  acceptedPeerRequests: number
  /** What the stages were asked, by their own count. */
  opens: number
  decisions: number
  asksForRecords: number
  /** Lines that the sink took, and those that a lossy trail says it lost. */
  records: number
  recordsDropped: number
  /** Lines, and checkpoints of them, that the sink did not take. */
  recordsRefused: number
  /** What the sinks carried out. */
  toolEffects: number
  peerAnswers: number
  /** Containment commands that were due, and those that cells carried out. */
  commandsDue: number
  commandsCarriedOut: number
}

export function zeroLiveness(): LivenessTally {
  return {
    accepted: 0,
    acceptedFurther: 0,
    refusedUnopened: 0,
    refusedUnopenedFurther: 0,
    refusedByAuthentication: 0,
    refusedByAuthenticationFurther: 0,
    refusedByCapability: 0,
    refusedLater: 0,
    acceptedToolCalls: 0,
    acceptedPeerRequests: 0,
    opens: 0,
    decisions: 0,
    asksForRecords: 0,
    records: 0,
    recordsDropped: 0,
    recordsRefused: 0,
    toolEffects: 0,
    peerAnswers: 0,
    commandsDue: 0,
    commandsCarriedOut: 0,
  }
}

/** Adds `from` into `into`. */
export function addLiveness(into: LivenessTally, from: LivenessTally): void {
  for (const name of Object.keys(into) as (keyof LivenessTally)[]) into[name] += from[name]
}

/** What a shard hands back of its cells. Plain data. */
export interface LivenessResult {
  readonly tally: LivenessTally
  /** Records that a sink took and could then not keep, in any pass. */
  readonly recordsLost: number
  readonly faults: readonly StageFault[]
}

const TOOL_ACTIONS: ReadonlySet<string> = new Set(['lookup', 'read', 'post'])

/** Counts the verdicts of one cell's guard. */
export class LivenessWatch {
  private readonly tally = zeroLiveness()

  /** Opens the cell's guard; every verdict of it is counted, reports of people included. */
  open(options: GuardOptions): CellGuard {
    return new WatchedPath(options, this)
  }

  /** The sink as the audit stage sees it. */
  sink(sink: AuditSink = discardingSink): AuditSink {
    const { tally } = this
    return {
      append: (line) => {
        const taken = sink.append(line)
        if (taken) tally.records++
        else tally.recordsRefused++
        return taken
      },
      ...(sink.checkpoint === undefined
        ? {}
        : {
            checkpoint: (head) => {
              const taken = sink.checkpoint?.(head) ?? false
              if (!taken) tally.recordsRefused++
              return taken
            },
          }),
      close: () => sink.close(),
    }
  }

  /** Counts what became of a message at its first receiver. */
  first(outcome: Admitted | Refused): Admitted | Refused {
    const { tally } = this
    if (!isRefused(outcome)) {
      tally.accepted++
      if (TOOL_ACTIONS.has(outcome.action)) tally.acceptedToolCalls++
      else if (outcome.action === 'request' && outcome.resource === 'peer') {
        tally.acceptedPeerRequests++
      }
    } else if (isUnopened(outcome)) tally.refusedUnopened++
    else if (outcome.refused === 'authentication') tally.refusedByAuthentication++
    else if (outcome.refused === 'capability') tally.refusedByCapability++
    else tally.refusedLater++
    return outcome
  }

  /** The cell's numbers so far. */
  read(
    { asked }: CellGuard,
    counters: Readonly<Record<'auditDropped', number>>,
    effects: Pick<LivenessTally, 'toolEffects' | 'peerAnswers'> & CommandTally,
  ): LivenessTally {
    return {
      ...this.tally,
      opens: asked.auth.asked,
      decisions: asked.policy.asked,
      asksForRecords: asked.audit.asked,
      recordsDropped: counters.auditDropped,
      ...effects,
    }
  }

  /** Counts what became of it at a further one. */
  further(outcome: Admitted | Refused): Admitted | Refused {
    const { tally } = this
    if (!isRefused(outcome)) tally.acceptedFurther++
    else if (isUnopened(outcome)) tally.refusedUnopenedFurther++
    else if (outcome.refused === 'capability') tally.refusedByCapability++
    else tally.refusedByAuthenticationFurther++
    return outcome
  }
}

/** A class of its own, and no functions put on each guard: adapters' calls stay calls of one method. */
class WatchedPath extends ControlPath {
  private readonly verdicts: LivenessWatch

  constructor(options: GuardOptions, watch: LivenessWatch) {
    super(options)
    this.verdicts = watch
  }

  override admit(message: Sealed, receiver: AgentId): Admitted | Refused {
    return this.verdicts.first(super.admit(message, receiver))
  }

  override open(message: Admitted, receiver: AgentId): Admitted | Refused {
    return this.verdicts.further(super.open(message, receiver))
  }
}

/** Sums the cells of a shard. */
export function livenessOf(
  cells: readonly { readonly guard: CellGuard; liveness(): LivenessTally }[],
  recordsLost: number,
): LivenessResult {
  const tally = zeroLiveness()
  for (const cell of cells) addLiveness(tally, cell.liveness())
  return { tally, recordsLost, faults: cells.flatMap(({ guard }) => guard.faults.all) }
}

function isUnopened({ refused }: Refused): boolean {
  return refused === 'limit' || refused === 'quarantine' || refused === 'sandbox'
}
