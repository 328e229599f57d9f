/**
 * A1: one secret token that every enrolled agent holds and shows with each message. It keeps out
 * whoever was never enrolled. It does not say which agent speaks, so an insider can be anyone, and it
 * covers no field of the message, so copies and altered messages pass.
 */
import type { Draft } from '../../../adapters/contract.ts'
import { keyedHex32, purpose } from '../../kernel/random.ts'
import type { AgentId } from '../../kernel/units.ts'
import type { Envelope } from '../envelope.ts'
import type { AuthContext, AuthStage } from './auth-stage.ts'
import { equalTags } from './hmac.ts'
import { unproven } from './no-auth.ts'
import { TOKEN_BYTES } from './proof-bytes.ts'

const TOKEN = purpose('controls.shared-token')

/** The organisation's token, 64 hex digits. A reproducible TEST secret, like every key of a trial. */
export function sharedToken(seed: number): string {
  return keyedHex32(seed, TOKEN)
}

export class SharedToken implements AuthStage {
  readonly level = 'A1'
  private readonly context: Pick<AuthContext, 'proof' | 'counters'>
  private readonly token: string
  private readonly tags: readonly string[]

  constructor(context: Pick<AuthContext, 'seed' | 'proof' | 'counters'>) {
    this.context = context
    this.token = sharedToken(context.seed)
    this.tags = Object.freeze([this.token])
  }

  seal(draft: Draft, subject: number, _receivers: readonly AgentId[] | undefined): Envelope {
    this.context.proof.addText(this.token)
    this.context.counters.proofBytes += TOKEN_BYTES
    return { ...unproven(draft, subject), tags: this.tags }
  }

  passes(envelope: Envelope): boolean {
    const tags: unknown = envelope.tags
    const tag: unknown = Array.isArray(tags) ? tags[0] : undefined
    return typeof tag === 'string' && equalTags(tag, this.token)
  }
}
