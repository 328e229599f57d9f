/**
 * `SequentialRoutedAgent`: messages of certain types are handled one at a time, in the order in
 * which they came; others at once. The lock is held until the handler calls `done`.
 */
import type { Message } from './messages.ts'
import { type CoreAgent, type Done, HandlerError, type MessageContext } from './runtime.ts'

interface Waiting {
  readonly message: Message
  readonly context: MessageContext
  readonly done: Done
}

export abstract class SequentialAgent implements CoreAgent {
  private readonly waiting: Waiting[] = []
  private locked = false
  private pumping = false
  private current: Done | undefined

  /** True if messages of this type take the lock. */
  protected abstract isSequential(message: Message): boolean

  /** Handles one message and calls `done` once, now or later. */
  protected abstract handle(message: Message, context: MessageContext, done: Done): void

  onMessage(message: Message, context: MessageContext, done: Done): void {
    if (!this.isSequential(message)) this.handle(message, context, done)
    else if (this.locked || this.waiting.length > 0) this.waiting.push({ message, context, done })
    else this.run(message, context, done)
  }

  private run(message: Message, context: MessageContext, done: Done): void {
    this.locked = true
    this.current = done
    try {
      this.handle(message, context, this.release)
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error
      this.release(error)
    }
  }

  private readonly release: Done = (error, response) => {
    const done = this.current as Done
    this.locked = false
    done(error, response)
    if (this.waiting.length > 0 && !this.pumping) this.pump()
  }

  private pump(): void {
    this.pumping = true
    while (!this.locked && this.waiting.length > 0) {
      const { message, context, done } = this.waiting.shift() as Waiting
      this.run(message, context, done)
    }
    this.pumping = false
  }
}
