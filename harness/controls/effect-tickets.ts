/**
 * What holds an effect to the message that was admitted for it. That a value is `Admitted` says only
 * that somebody typed it so: an adapter could make one, keep one for later, use one twice, or show
 * the one of a look-up for a post. So the path remembers which messages it let through and what they
 * said, and a sink redeems each of them once, in the moment of the effect.
 */
import type { Action, ToolCall, ToolName } from '../../adapters/contract.ts'
import type { Envelope } from './envelope.ts'

/** The tools that act, by the action that they need. Coordination is no effect. */
const ACTION_OF: Readonly<Partial<Record<ToolName, Action>>> = {
  lookup: 'lookup',
  read_board: 'read',
  post: 'post',
}

const EFFECTS: ReadonlySet<Action> = new Set(Object.values(ACTION_OF))

/** A copy, because a message is plain data that whoever holds it can change. */
type Ticket = Pick<Envelope, 'from' | 'action' | 'workId' | 'text'>

export class EffectTickets {
  /** Weak: what is never carried out needs no memory. */
  private readonly tickets = new WeakMap<Envelope, Ticket>()

  /** A message was admitted. Does nothing for one that is no effect. */
  issue(envelope: Envelope): void {
    const { from, action, workId, text } = envelope
    if (EFFECTS.has(action)) this.tickets.set(envelope, { from, action, workId, text })
  }

  /** True at most once for each message, and only if the call is the one that was admitted. */
  redeem(envelope: Envelope, { name, input }: ToolCall, workId: number): boolean {
    const ticket = this.tickets.get(envelope)
    if (ticket === undefined) return false
    this.tickets.delete(envelope)
    return (
      ticket.from === envelope.from &&
      ticket.action === ACTION_OF[name] &&
      ticket.workId === workId &&
      ticket.text === input
    )
  }
}
