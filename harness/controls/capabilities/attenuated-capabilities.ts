/**
 * K1: every request and every effect carries a token for its work. A request passes the sender's
 * token on with one more block, which names the receiver and may narrow what it is for; an effect
 * shows the token by which the agent was asked. So an agent can use its own rights for others only as
 * far as the work that it was asked for goes. Answers, reports and broadcasts ask for nothing and
 * carry none.
 */
import type { Action, Draft } from '../../../adapters/contract.ts'
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import type { Authority } from '../authority.ts'
import type { Envelope } from '../envelope.ts'
import { GenerationCache } from '../generation-cache.ts'
import type { VerificationKey } from '../primitives/primitives.ts'
import type { CapabilityStage, GrantedWork } from './capability-stage.ts'
import { AUTHORITY, type Capability, extend, type Verified, verifyCapability } from './token.ts'

export interface CapabilityContext {
  readonly authority: Authority
  readonly clock: { readonly now: VirtualUs }
  readonly counters: { capabilityChecks: number }
  /** True for the agents whose keys this cell holds. */
  readonly isOwn: (agent: AgentId) => boolean
  /** True for agents whose rights have been taken away here. */
  readonly isRevoked: (agent: AgentId) => boolean
  /** How long a token holds from the start of its work. */
  readonly lifetimeUs: VirtualUs
}

/** Actions that ask somebody for something. */
const REQUESTS: ReadonlySet<Action> = new Set<Action>(['request', 'delegate', 'handoff'])
/** Actions that an agent does itself. */
const EFFECTS: ReadonlySet<Action> = new Set<Action>(['lookup', 'read', 'post'])
/** What every work may be used for: to ask others. */
const COORDINATION: readonly Action[] = [...REQUESTS]
/** Public keys that are kept ready for verification. */
const KEYS_KEPT = 1024

interface Held {
  readonly token: Capability
  readonly verified: Verified
}

export class AttenuatedCapabilities implements CapabilityStage {
  readonly level = 'K1'
  private readonly context: CapabilityContext
  private readonly keys = new GenerationCache<string, VerificationKey>(KEYS_KEPT)
  /** By work in the order of their first tokens here, then by agent. */
  private readonly wallets = new Map<number, Map<AgentId, Held[]>>()

  constructor(context: CapabilityContext) {
    this.context = context
  }

  begin({ id, initiator, actions }: GrantedWork): void {
    const { authority, clock, lifetimeUs } = this.context
    this.dropExpired()
    const terms = {
      holders: [initiator],
      keys: [this.rawKeyOf(initiator)],
      actions: [...COORDINATION, ...actions],
      notAfter: clock.now + lifetimeUs,
      by: AUTHORITY,
    }
    this.accept(initiator, extend(id, [], terms, authority.signingKey))
  }

  end(workId: number): void {
    this.wallets.delete(workId)
  }

  entrust(workId: number, to: AgentId, actions: readonly Action[] | undefined): void {
    const wallet = this.wallets.get(workId)
    if (wallet === undefined) return
    const [[initiator, tokens] = []] = wallet
    const minted = tokens?.[0]
    if (initiator === undefined || initiator === to || minted === undefined) return
    if (minted.verified.initiator !== initiator) return
    this.accept(to, this.attenuate(minted.token, initiator, [to], actions))
  }

  attach(envelope: Envelope, draft: Draft, receivers: readonly AgentId[] | undefined): Envelope {
    const { from, to, action, workId, grants } = draft
    const asks = REQUESTS.has(action)
    if (!asks && !EFFECTS.has(action)) return envelope
    const held = this.find(workId, from, action)
    if (held === undefined || !this.context.isOwn(from)) return envelope
    const { token } = held
    const holders = receivers ?? [to]
    const capability = asks ? this.attenuate(token, from, holders, grants) : token
    return { ...envelope, capability }
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    const { from, action, workId, origin, capability } = envelope
    const asks = REQUESTS.has(action)
    if (!asks && !EFFECTS.has(action)) return true
    const verified = this.verify(capability)
    if (capability === undefined || verified === undefined) return false
    // What an agent has set going ends with its rights, also in the hands of others.
    if (verified.parties.some((agent) => this.context.isRevoked(agent))) return false
    if (capability.workId !== workId) return false
    if (origin !== undefined && origin !== verified.initiator) return false
    // Whoever asks for somebody else says so: policies go by what is said.
    if (asks && origin === undefined && from !== verified.initiator) return false
    if (!asks) return verified.holders.includes(from) && verified.scope.has(action)
    if (verified.by !== from || !verified.holders.includes(receiver)) return false
    if (!verified.scopeBefore.has(action)) return false
    this.hold(receiver, { token: capability, verified })
    return true
  }

  private verify(token: Capability | undefined): Verified | undefined {
    const { authority, clock, counters } = this.context
    counters.capabilityChecks++
    return verifyCapability(token, authority.verificationKey, this.keyOf, clock.now)
  }

  private accept(agent: AgentId, token: Capability): void {
    const verified = this.verify(token)
    if (verified !== undefined) this.hold(agent, { token, verified })
  }

  /** Keeps a token that allows anything which the agent's others for the work do not. */
  private hold(agent: AgentId, held: Held): void {
    const { workId } = held.token
    let wallet = this.wallets.get(workId)
    if (wallet === undefined) {
      wallet = new Map()
      this.wallets.set(workId, wallet)
    }
    const tokens = wallet.get(agent)
    if (tokens === undefined) wallet.set(agent, [held])
    else if ([...held.verified.scope].some((action) => !this.isAmong(tokens, action))) {
      tokens.push(held)
    }
  }

  private find(workId: number, agent: AgentId, action: Action): Held | undefined {
    const tokens = this.wallets.get(workId)?.get(agent)
    // One that does not allow the action is shown all the same: the receiver refuses it.
    return tokens?.find((held) => held.verified.scope.has(action)) ?? tokens?.[0]
  }

  private isAmong(tokens: readonly Held[], action: Action): boolean {
    const { now } = this.context.clock
    return tokens.some(({ verified }) => verified.scope.has(action) && now <= verified.notAfter)
  }

  private attenuate(
    { workId, blocks }: Capability,
    by: AgentId,
    holders: readonly AgentId[],
    actions: readonly Action[] | undefined,
  ): Capability {
    const { authority } = this.context
    const keys = holders.map((holder) => this.rawKeyOf(holder))
    const terms = { holders, keys, by, ...(actions === undefined ? {} : { actions }) }
    return extend(workId, blocks, terms, authority.credentialOf(by).signing)
  }

  /** Works whose tokens have all expired, oldest first; stops at the first that has not. */
  private dropExpired(): void {
    const { now } = this.context.clock
    for (const [workId, wallet] of this.wallets) {
      for (const tokens of wallet.values()) {
        if (tokens.some(({ verified }) => now <= verified.notAfter)) return
      }
      this.wallets.delete(workId)
    }
  }

  private rawKeyOf(agent: AgentId): string {
    return this.context.authority.credentialOf(agent).certificate.signingKey
  }

  private readonly keyOf = (raw: string): VerificationKey => {
    let key = this.keys.get(raw)
    if (key === undefined) {
      key = this.context.authority.primitives.verificationKey(raw)
      this.keys.set(raw, key)
    }
    return key
  }
}
