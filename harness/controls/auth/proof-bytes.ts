/**
 * Bytes that a proof adds to a message on the wire. In this process proofs are text (hex, base64url);
 * a wire would carry their bytes, so those are counted: the lengths of the algorithms' outputs, and
 * eight bytes for each number. A role is as long as its name in ASCII.
 */
import type { Certificate } from '../certificate.ts'
import { REPLAY_WINDOW } from './replay-window.ts'

const NUMBER = 8
/** An Ed25519 or X25519 public key. */
const KEY = 32
/** An Ed25519 signature. */
export const SIGNATURE_BYTES = 64
/** The sequence number and the time of sealing, with every message that is proved. */
export const HEADER_BYTES = 2 * NUMBER
/** HMAC-SHA-256, and who of the two began the session. */
export const MAC_BYTES = 33
/** The cipher's tag, the text's encoding, and the session's initiator, responder and number. */
export const CHANNEL_BYTES = 17 + 3 * NUMBER
/** The token of A1. */
export const TOKEN_BYTES = 32

/** Agent, end of validity, two keys, the authority's signature and the role. */
export function certificateBytesOf({ role }: Certificate): number {
  return 2 * NUMBER + 2 * KEY + SIGNATURE_BYTES + role.length
}

/** A handshake's share: an ephemeral key, a signature and the certificate. */
export function shareBytes(certificate: Certificate): number {
  return KEY + SIGNATURE_BYTES + certificateBytesOf(certificate)
}

/** What an agent remembers of a peer: its number, and a replay window when that is full. */
export const PEER_STATE_BYTES = NUMBER * (2 + REPLAY_WINDOW)
/** The keys of its half of a session, one for each direction, and when the session began. */
export const KEYS_STATE_BYTES = 2 * KEY + NUMBER
