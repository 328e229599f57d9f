/** X0: `node:crypto`, whose cipher is AES-256-GCM (NIST SP 800-38D). */
import {
  createCipheriv,
  createDecipheriv,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { privateKeyOf, publicHalfOf, publicKeyOf } from '../key-material.ts'
import {
  type AgreementKey,
  type Cipher,
  type Primitives,
  type SigningKey,
  TAG_BYTES,
  type VerificationKey,
} from './primitives.ts'

const CIPHER = 'aes-256-gcm'
const OPTIONS = { authTagLength: TAG_BYTES } as const

class NodeSigningKey implements SigningKey {
  readonly publicText: string
  private readonly key: KeyObject

  constructor(hex: string) {
    this.key = privateKeyOf('Ed25519', hex)
    this.publicText = publicHalfOf(this.key)
  }

  sign(bytes: Buffer): string {
    return sign(null, bytes, this.key).toString('base64url')
  }
}

class NodeVerificationKey implements VerificationKey {
  private readonly key: KeyObject

  constructor(publicText: string) {
    this.key = publicKeyOf('Ed25519', publicText)
  }

  verifies(bytes: Buffer, signature: string): boolean {
    return verify(null, bytes, this.key, Buffer.from(signature, 'base64url'))
  }
}

class NodeAgreementKey implements AgreementKey {
  readonly publicText: string
  private readonly key: KeyObject

  constructor(hex: string) {
    this.key = privateKeyOf('X25519', hex)
    this.publicText = publicHalfOf(this.key)
  }

  agreeWith(publicText: string): Uint8Array | undefined {
    try {
      const publicKey = publicKeyOf('X25519', publicText)
      return diffieHellman({ privateKey: this.key, publicKey })
    } catch {
      // A point of low order gives no shared secret.
      return undefined
    }
  }
}

const AES_GCM: Cipher = {
  seal: (key, nonce, associated, text) => {
    const cipher = createCipheriv(CIPHER, key, nonce, OPTIONS)
    cipher.setAAD(associated)
    const bytes = cipher.update(text)
    cipher.final()
    return Buffer.concat([bytes, cipher.getAuthTag()])
  },
  open: (key, nonce, associated, sealed) => {
    const body = sealed.length - TAG_BYTES
    const decipher = createDecipheriv(CIPHER, key, nonce, OPTIONS)
    decipher.setAAD(associated)
    decipher.setAuthTag(sealed.subarray(body))
    const text = decipher.update(sealed.subarray(0, body))
    try {
      decipher.final()
    } catch {
      // The tag is not that of these bytes; nothing of the text is given out.
      return undefined
    }
    return text
  },
}

export const NODE_PRIMITIVES: Primitives = {
  signingKey: (hex) => new NodeSigningKey(hex),
  verificationKey: (publicText) => new NodeVerificationKey(publicText),
  agreementKey: (hex) => new NodeAgreementKey(hex),
  cipher: AES_GCM,
}
