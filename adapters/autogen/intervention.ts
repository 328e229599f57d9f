/**
 * Intervention handlers see every envelope in the runtime's loop, before it is dispatched, and may
 * pass it, change it or drop it. They run one after the other.
 */
import type { Address, Topic } from './address.ts'
import type { Message } from './messages.ts'

/** Returned by a handler in place of a message: the envelope goes no further. */
export const DropMessage: unique symbol = Symbol('DropMessage')

export type Intervened = Message | typeof DropMessage

export interface InterventionHandler {
  onSend(message: Message, sender: Address | undefined, recipient: Address): Intervened
  onPublish(message: Message, sender: Address | undefined, topic: Topic): Intervened
  onResponse(message: Message, sender: Address, recipient: Address | undefined): Intervened
}
