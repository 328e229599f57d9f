/**
 * The tool agent: carries out function calls that the intervention handler let pass. AutoGen has no
 * tool hook of its own; sending a call through the runtime is its documented pattern for putting tool
 * use under an intervention handler. It adds two envelopes and one delivery to each call.
 */
import type { Cell } from '../contract.ts'
import { BODY, type Message, PROOF } from './messages.ts'
import { type CoreAgent, type Done, HandlerError, type MessageContext } from './runtime.ts'

/** Agent type under which a runtime knows its tool agents; the key is the caller. */
export const TOOL_AGENT = 'tool_agent'

export class ToolAgent implements CoreAgent {
  private readonly cell: Cell
  private readonly resume: () => void

  constructor(cell: Cell, resume: () => void) {
    this.cell = cell
    this.resume = resume
  }

  onMessage(message: Message, _context: MessageContext, done: Done): void {
    if (message.type !== 'FunctionCall') {
      throw new HandlerError(`the tool agent does not handle ${message.type}`)
    }
    const admitted = message[PROOF]
    if (admitted === undefined) throw new HandlerError('the call did not take the control path')
    const { call, work } = message[BODY]
    this.cell.tools.run(call, work, admitted, (content) => {
      done(undefined, { type: 'FunctionExecutionResult', content })
      this.resume()
    })
  }
}
