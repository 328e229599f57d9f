/**
 * P2: Cedar decides, on policies that are text. Unlike P1 it can ask on whose behalf a message is
 * sent, how far it has come, and whether a person approved it.
 *
 * Whatever is not a clear yes is a no: no policies, a malformed message, an agent that the directory
 * does not know, a policy that cannot be evaluated, an engine that fails.
 */
import type { AgentId, CellId } from '../../kernel/units.ts'
import { ACTIONS, type Envelope, RESOURCES } from '../envelope.ts'
import type { GuardDirectory } from '../guard-options.ts'
import type { Stage } from '../stage.ts'
import type { PolicySet } from './cedar-engine.ts'
import { cedarRequest, type Circumstances } from './cedar-request.ts'
import {
  type CacheTally,
  DecisionCache,
  type DecisionKey,
  MOST_HOPS,
  type PrincipalClass,
} from './decision-cache.ts'
import { organisationPolicies, type PolicySource } from './policy-file.ts'
import { cellOfPrincipal, functionOfPrincipal, roleClassOf } from './role-class.ts'

export interface CedarOptions {
  /** Default: the organisation's own policies. */
  readonly source?: PolicySource
  /**
   * Present: decisions are remembered where they depend on classes of agents alone, and counted
   * here. Absent: Cedar makes every decision.
   */
  readonly cache?: CacheTally
  /** Told of each decision that could not be made, and was therefore a denial. */
  readonly failed?: (error: unknown) => void
  /** True if a person approved exactly this message. Default: nobody approves before the policy. */
  readonly isApproved?: (envelope: Envelope, receiver: AgentId) => boolean
}

export class CedarPolicy implements Stage {
  readonly level = 'P2'
  /** Decisions that were denied because they could not be made. */
  errors = 0
  private readonly cell: CellId
  private readonly directory: GuardDirectory
  private readonly source: PolicySource
  private readonly isApproved: (envelope: Envelope, receiver: AgentId) => boolean
  private readonly failed: (error: unknown) => void
  private readonly tally: CacheTally | undefined
  private readonly cache = new DecisionCache()

  /** Throws POLICY_INVALID if the organisation's policies are needed and malformed. */
  constructor(cell: CellId, directory: GuardDirectory, options: CedarOptions = {}) {
    this.cell = cell
    this.directory = directory
    this.source = options.source ?? organisationPolicies()
    this.isApproved = options.isApproved ?? (() => false)
    this.failed = options.failed ?? (() => {})
    this.tally = options.cache
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    const { policies } = this.source
    if (policies === undefined || policies.count === 0) return false
    try {
      return this.decide(policies, envelope, receiver)
    } catch (error) {
      this.errors++
      this.failed(error)
      return false
    }
  }

  private decide(policies: PolicySet, envelope: Envelope, receiver: AgentId): boolean {
    const action = ACTIONS.indexOf(envelope.action)
    const resource = RESOURCES.indexOf(envelope.resource)
    const { from, origin, hopCount = 0 } = envelope
    if (action < 0 || resource < 0 || !isWhole(from) || !isCount(hopCount)) return false
    if (origin !== undefined && !isCount(origin)) return false
    const circumstances: Circumstances = {
      approved: this.isApproved(envelope, receiver),
      origin,
      hopCount,
    }
    const { tally } = this
    if (tally === undefined) return this.evaluate(policies, envelope, circumstances) ?? false
    if (policies.namesIndividuals || !isRememberable(circumstances)) {
      tally.bypasses++
      return this.evaluate(policies, envelope, circumstances) ?? false
    }
    const key = this.keyOf(from, circumstances, action, resource)
    const known = this.cache.get(policies.version, key)
    if (known !== undefined) {
      tally.hits++
      return known
    }
    tally.misses++
    const made = this.evaluate(policies, envelope, circumstances)
    if (made !== undefined) this.cache.set(policies.version, key, made)
    return made ?? false
  }

  /** Undefined if no decision could be made. */
  private evaluate(
    policies: PolicySet,
    envelope: Envelope,
    circumstances: Circumstances,
  ): boolean | undefined {
    const request = cedarRequest(this.directory, this.cell, envelope, circumstances)
    const answer = policies.decide(request)
    if (answer === 'allow') return true
    if (answer === 'deny') return false
    this.errors++
    this.failed('a policy or a request could not be evaluated')
    return undefined
  }

  private keyOf(
    from: AgentId,
    { origin, hopCount }: Circumstances,
    action: number,
    resource: number,
  ): DecisionKey {
    const behalf =
      origin === undefined ? undefined : origin === from ? 'sender' : this.classOf(origin)
    return { sender: this.classOf(from), origin: behalf, hopCount, action, resource }
  }

  private classOf(agent: AgentId): PrincipalClass {
    const { directory, cell } = this
    return {
      role: roleClassOf(directory, agent),
      department: functionOfPrincipal(directory, agent),
      isOwn: cellOfPrincipal(directory, agent) === cell,
    }
  }
}

/** What a person said of one message holds for no other. */
function isRememberable({ approved, hopCount }: Circumstances): boolean {
  return !approved && hopCount <= MOST_HOPS
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value)
}

function isCount(value: unknown): boolean {
  return isWhole(value) && (value as number) >= 0
}
