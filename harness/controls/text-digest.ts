/** The digest of what a message says and on whose behalf, shared by the stages that handle it. */
import { hash } from 'node:crypto'
import type { Draft } from '../../adapters/contract.ts'
import type { Envelope } from './envelope.ts'

/** On whose behalf a message is sent, and how far it has come. */
type Provenance = Pick<Draft, 'origin' | 'hopCount'>

/** A message that an agent sends for itself. */
export const OWN: Provenance = Object.freeze({})

/** True if a message says that it is passed on. */
export function isForwarded({ origin, hopCount }: Provenance): boolean {
  return origin !== undefined || hopCount !== undefined
}

/** The envelope with its draft's provenance, which the tags cover by the digest of the text. */
export function withProvenance(envelope: Envelope, { origin, hopCount }: Provenance): Envelope {
  return {
    ...envelope,
    ...(origin === undefined ? {} : { origin }),
    ...(hopCount === undefined ? {} : { hopCount }),
  }
}

/**
 * Remembers one text, so that authentication and audit of one message hash it once. `begin` is
 * called for each message: two receivers of one text each pay for their own hash.
 */
export class TextDigest {
  private text: string | undefined
  private digest = ''
  private provenance: string | undefined

  /** Forgets the message before, and takes the new one's provenance into its digest. */
  begin(message: Provenance): void {
    this.text = undefined
    this.provenance = isForwarded(message)
      ? `${numeral(message.origin)},${numeral(message.hopCount)}`
      : undefined
  }

  /**
   * 64 hex digits; two different texts never share them. SHA-256 of the text alone, or SHA-512/256
   * of provenance and text, so that neither can be passed off as the other.
   */
  of(text: string): string {
    if (this.text !== text) {
      this.digest =
        this.provenance === undefined
          ? digestText('sha256', '', text)
          : digestText('sha512-256', `${this.provenance},`, text)
      this.text = text
    }
    return this.digest
  }
}

/** A message from another thread can hold anything; what is not a number is refused by the policy. */
function numeral(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'number' ? String(value) : '?'
}

function digestText(algorithm: string, prefix: string, text: string): string {
  // UTF-8 maps every lone surrogate to the same replacement, so such texts are escaped, and hashed by
  // another function: the escaped form is a text too, which someone could send.
  return (text as unknown as WellFormedString).isWellFormed()
    ? hash(algorithm, prefix + text, 'hex')
    : hash('sha3-256', prefix + JSON.stringify(text), 'hex')
}

/** In every supported Node, but not in the ES2023 library types. */
interface WellFormedString {
  isWellFormed(): boolean
}
