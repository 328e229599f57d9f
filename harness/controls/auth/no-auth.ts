import type { Draft } from '../../../adapters/contract.ts'
import type { AgentId } from '../../kernel/units.ts'
import { NO_TAGS, type Envelope } from '../envelope.ts'
import type { AuthStage } from './auth-stage.ts'

/** A0: no proof of origin. Anyone can claim to be any agent, and a copy is as good as the message. */
export class NoAuth implements AuthStage {
  readonly level = 'A0'

  seal(draft: Draft, subject: number, _receivers: readonly AgentId[] | undefined): Envelope {
    return unproven(draft, subject)
  }

  passes(): boolean {
    return true
  }
}

/** An envelope without tags: what A0 makes, and what other levels make for a sender they hold no key of. */
export function unproven(draft: Draft, subject: number): Envelope {
  return {
    from: draft.from,
    to: draft.to,
    action: draft.action,
    resource: draft.resource,
    workId: draft.workId,
    text: draft.text,
    subject,
    seq: 0,
    tags: NO_TAGS,
    proof: undefined,
  }
}
