/** Capabilities: what a work may be used for, carried along with every request made for it. */
import type { Action, Draft } from '../../../adapters/contract.ts'
import type { AgentId } from '../../kernel/units.ts'
import type { Envelope } from '../envelope.ts'
import type { Stage } from '../stage.ts'

/** A work as the authority mints a token for it. */
export interface GrantedWork {
  readonly id: number
  readonly initiator: AgentId
  /** All that the work needs. */
  readonly actions: readonly Action[]
}

export interface CapabilityStage extends Stage {
  /** A work starts: the authority mints its token for who started it. */
  begin(work: GrantedWork): void
  /** A work has ended: its tokens are forgotten here. */
  end(workId: number): void
  /** Who started the work passes its token on without a message; `actions`: for those alone. */
  entrust(workId: number, to: AgentId, actions: readonly Action[] | undefined): void
  /** The envelope with the token that its message needs, if the sender holds one. */
  attach(envelope: Envelope, draft: Draft, receivers: readonly AgentId[] | undefined): Envelope
}

/** K0: who may act is asked of the sender alone, never of whom it acts for. */
export class NoCapabilities implements CapabilityStage {
  readonly level = 'K0'

  begin(): void {}

  end(): void {}

  entrust(): void {}

  attach(envelope: Envelope): Envelope {
    return envelope
  }

  passes(): boolean {
    return true
  }
}
