/**
 * X1: libsodium by `sodium-native`, whose cipher is ChaCha20-Poly1305 (RFC 8439). Loaded when it is
 * first asked for, because it has no build for every platform.
 */
import { createRequire } from 'node:module'
import { MusterError } from '../../kernel/errors.ts'
import {
  type AgreementKey,
  type Cipher,
  type Primitives,
  type SigningKey,
  TAG_BYTES,
  type VerificationKey,
} from './primitives.ts'

/** The functions that are used; buffers to be filled come first. */
interface Sodium {
  crypto_sign_seed_keypair(publicKey: Buffer, secretKey: Buffer, seed: Buffer): void
  crypto_sign_detached(signature: Buffer, message: Buffer, secretKey: Buffer): void
  crypto_sign_verify_detached(signature: Buffer, message: Buffer, publicKey: Buffer): boolean
  crypto_scalarmult_base(publicKey: Buffer, secretKey: Buffer): void
  /** Throws for a point of low order. */
  crypto_scalarmult(secret: Buffer, secretKey: Buffer, publicKey: Buffer): void
  crypto_aead_chacha20poly1305_ietf_encrypt(
    sealed: Buffer,
    text: Buffer,
    associated: Buffer,
    unused: null,
    nonce: Buffer,
    key: Buffer,
  ): number
  /** Throws if the tag is not good. */
  crypto_aead_chacha20poly1305_ietf_decrypt(
    text: Buffer,
    unused: null,
    sealed: Buffer,
    associated: Buffer,
    nonce: Buffer,
    key: Buffer,
  ): number
}

const KEY = 32
const SECRET_KEY = 64
const SIGNATURE = 64

let loaded: Primitives | undefined

/** Throws DOES_NOT_FIT if there is no build of libsodium for this machine. */
export function sodiumPrimitives(): Primitives {
  loaded ??= make(load())
  return loaded
}

function load(): Sodium {
  try {
    return createRequire(import.meta.url)('sodium-native') as Sodium
  } catch (cause) {
    throw new MusterError('DOES_NOT_FIT', 'level X1 needs sodium-native, which cannot be loaded', {
      where: `${process.platform} ${process.arch}`,
      hint: 'it has builds for Linux with glibc, macOS and Windows; X0 runs everywhere',
      cause,
    })
  }
}

function make(sodium: Sodium): Primitives {
  const signature = Buffer.alloc(SIGNATURE)

  class SodiumSigningKey implements SigningKey {
    readonly publicText: string
    private readonly key = Buffer.allocUnsafe(SECRET_KEY)

    constructor(hex: string) {
      const publicKey = Buffer.allocUnsafe(KEY)
      sodium.crypto_sign_seed_keypair(publicKey, this.key, bytesOf(hex))
      this.publicText = publicKey.toString('base64url')
    }

    sign(bytes: Buffer): string {
      sodium.crypto_sign_detached(signature, bytes, this.key)
      return signature.toString('base64url')
    }
  }

  class SodiumVerificationKey implements VerificationKey {
    private readonly key: Buffer

    constructor(publicText: string) {
      this.key = Buffer.from(publicText, 'base64url')
      if (this.key.length !== KEY) throw new RangeError('size of an Ed25519 public key')
    }

    verifies(bytes: Buffer, text: string): boolean {
      const claimed = Buffer.from(text, 'base64url')
      if (claimed.length !== SIGNATURE) return false
      return sodium.crypto_sign_verify_detached(claimed, bytes, this.key)
    }
  }

  class SodiumAgreementKey implements AgreementKey {
    readonly publicText: string
    private readonly key: Buffer

    constructor(hex: string) {
      this.key = bytesOf(hex)
      const publicKey = Buffer.allocUnsafe(KEY)
      sodium.crypto_scalarmult_base(publicKey, this.key)
      this.publicText = publicKey.toString('base64url')
    }

    agreeWith(publicText: string): Uint8Array | undefined {
      const publicKey = Buffer.from(publicText, 'base64url')
      if (publicKey.length !== KEY) return undefined
      const secret = Buffer.alloc(KEY)
      try {
        sodium.crypto_scalarmult(secret, this.key, publicKey)
      } catch {
        // A point of low order gives no shared secret.
        return undefined
      }
      return secret
    }
  }

  const cipher: Cipher = {
    seal: (key, nonce, associated, text) => {
      const sealed = Buffer.allocUnsafe(text.length + TAG_BYTES)
      sodium.crypto_aead_chacha20poly1305_ietf_encrypt(sealed, text, associated, null, nonce, key)
      return sealed
    },
    open: (key, nonce, associated, sealed) => {
      const text = Buffer.allocUnsafe(sealed.length - TAG_BYTES)
      try {
        sodium.crypto_aead_chacha20poly1305_ietf_decrypt(text, null, sealed, associated, nonce, key)
      } catch {
        // The tag is not that of these bytes.
        return undefined
      }
      return text
    },
  }

  return {
    signingKey: (hex) => new SodiumSigningKey(hex),
    verificationKey: (publicText) => new SodiumVerificationKey(publicText),
    agreementKey: (hex) => new SodiumAgreementKey(hex),
    cipher,
  }
}

function bytesOf(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex')
  if (bytes.length !== KEY) throw new RangeError('size of a private key')
  return bytes
}
