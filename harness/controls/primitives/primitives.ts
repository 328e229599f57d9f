/**
 * What the control path asks of a cryptographic library. The same 32 bytes make the same keys, and
 * the same keys the same signatures and secrets, with every library: only the cipher differs.
 */

/** The private half of an Ed25519 key pair. */
export interface SigningKey {
  /** The raw public half, base64url. */
  readonly publicText: string
  /** The signature (RFC 8032) over `bytes`, base64url. */
  sign(bytes: Buffer): string
}

/** The public half of an Ed25519 key pair. */
export interface VerificationKey {
  /** False for whatever is not a signature of the other half over `bytes`. Never throws. */
  verifies(bytes: Buffer, signature: string): boolean
}

/** The private half of an X25519 key pair. */
export interface AgreementKey {
  /** The raw public half, base64url. */
  readonly publicText: string
  /**
   * The secret shared with the holder of a public half (RFC 7748), 32 bytes; undefined for what is no
   * public half, or a point of low order, which gives none.
   */
  agreeWith(publicText: string): Uint8Array | undefined
}

/** Authenticated encryption with keys of 32 bytes, nonces of 12 and tags of 16. */
export interface Cipher {
  /** The ciphertext and its tag. A key must never see a nonce twice. Keeps none of what is given. */
  seal(key: Buffer, nonce: Buffer, associated: Buffer, text: Buffer): Buffer
  /** The text, or undefined if anything is not as it was sealed. `sealed` holds at least a tag. */
  open(key: Buffer, nonce: Buffer, associated: Buffer, sealed: Buffer): Buffer | undefined
}

export interface Primitives {
  /** From 32 bytes, as 64 hex digits. */
  signingKey(hex: string): SigningKey
  /** From the raw public half, base64url. Throws if it is not 32 bytes. */
  verificationKey(publicText: string): VerificationKey
  /** From 32 bytes, as 64 hex digits. */
  agreementKey(hex: string): AgreementKey
  readonly cipher: Cipher
}

/** Bytes of the cipher's tag. */
export const TAG_BYTES = 16
