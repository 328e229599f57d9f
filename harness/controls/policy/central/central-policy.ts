import type { Stage } from '../../stage.ts'

/**
 * P3: a policy server a network hop away decides, on tool calls and on requests to other departments.
 * Waiting for it takes virtual time and `admit` takes none, so this stage lets a message through to
 * the sinks, and the sinks suspend it until the server has answered. Messages inside a team are no
 * step of the product's and are not asked about.
 */
export class CentralPolicy implements Stage {
  readonly level = 'P3'

  passes(): boolean {
    return true
  }
}
