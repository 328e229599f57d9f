/** SHA-256 of a message's text, shared by the stages that handle the same message. */
import { hash } from 'node:crypto'

/**
 * Remembers one text, so that authentication and audit of one message hash it once. `forget` is
 * called for each message: two receivers of one text each pay for their own hash.
 */
export class TextDigest {
  private text: string | undefined
  private digest = ''

  /** 64 hex digits; two different texts never share them. */
  of(text: string): string {
    if (this.text !== text) {
      this.digest = digestText(text)
      this.text = text
    }
    return this.digest
  }

  forget(): void {
    this.text = undefined
  }
}

function digestText(text: string): string {
  // UTF-8 maps every lone surrogate to the same replacement, so such texts are escaped first.
  return (text as unknown as WellFormedString).isWellFormed()
    ? hash('sha256', text, 'hex')
    : hash('sha256', `escaped:${JSON.stringify(text)}`, 'hex')
}

/** In every supported Node, but not in the ES2023 library types. */
interface WellFormedString {
  isWellFormed(): boolean
}
