/**
 * Authenticated encryption of texts. The nonce is the message's number, so a key must never see a
 * number twice.
 */
import { type Cipher, TAG_BYTES } from '../primitives/primitives.ts'

const KEY = 32
/** First character of what is sealed: how the text was made into bytes. Authenticated. */
const UTF8 = 'u'
const UTF16 = 'w'

// Reused, because no cipher keeps them.
const keyBytes = Buffer.alloc(KEY)
const nonce = Buffer.alloc(12)

/**
 * Encrypts `text` and authenticates it with `associated`, which is ASCII. Returns one character for
 * the encoding, the ciphertext and the 16 bytes of its tag, as Latin-1. `key` is 32 bytes as Latin-1;
 * `number` is a whole number from 1 to 2^53 − 1.
 */
export function sealText(
  cipher: Cipher,
  key: string,
  number: number,
  associated: string,
  text: string,
): string {
  if (key.length !== KEY || !isNumber(number)) throw new RangeError('aead input')
  // UTF-8 maps every lone surrogate to the same replacement; UTF-16 keeps them apart.
  const form = (text as unknown as WellFormedString).isWellFormed() ? UTF8 : UTF16
  prepare(key, number)
  const bytes = Buffer.from(text, form === UTF8 ? 'utf8' : 'utf16le')
  const sealed = cipher.seal(keyBytes, nonce, boundTo(form, associated), bytes)
  return form + sealed.toString('latin1')
}

/** The text, or undefined if anything is not as it was sealed. Never throws on what was received. */
export function openText(
  cipher: Cipher,
  key: string,
  number: number,
  associated: string,
  sealed: string,
): string | undefined {
  const form = sealed.charAt(0)
  if (!isNumber(number) || sealed.length < 1 + TAG_BYTES) return undefined
  if (form !== UTF8 && form !== UTF16) return undefined
  prepare(key, number)
  const bytes = Buffer.from(sealed, 'latin1').subarray(1)
  const text = cipher.open(keyBytes, nonce, boundTo(form, associated), bytes)
  return text?.toString(form === UTF8 ? 'utf8' : 'utf16le')
}

/** The 16 bytes that stand for the whole sealed text, as Latin-1. */
export function tagOf(sealed: string): string {
  return sealed.slice(-TAG_BYTES)
}

function isNumber(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 1
}

function boundTo(form: string, associated: string): Buffer {
  return Buffer.from(form + associated, 'latin1')
}

function prepare(key: string, number: number): void {
  keyBytes.write(key, 0, 'latin1')
  nonce.writeUInt32BE(Math.floor(number / 4_294_967_296), 4)
  nonce.writeUInt32BE(number >>> 0, 8)
}

/** In every supported Node, but not in the ES2023 library types. */
interface WellFormedString {
  isWellFormed(): boolean
}
