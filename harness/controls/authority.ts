/**
 * The enrolment authority: gives each agent its keys and a certificate. Everything is derived from
 * the trial's seed, so the guards of different cells agree on the authority's key and on every
 * certificate without sharing memory. These are reproducible TEST keys (`key-material.ts`).
 *
 * Agents are enrolled at first use. A cell that contacts an agent of another cell derives that
 * agent's certificate again, in place of fetching it from a directory service.
 */
import { sign, verify, type KeyObject } from 'node:crypto'
import { keyedHex32, purpose } from '../kernel/random.ts'
import { HOUR, type AgentId, type VirtualUs } from '../kernel/units.ts'
import { certificateBytes, isCertificate, type Certificate } from './certificate.ts'
import { GenerationCache } from './generation-cache.ts'
import { privateKeyOf, publicHalfOf, publicKeyOf } from './key-material.ts'

const AUTHORITY_KEY = purpose('controls.authority')
const SIGNING_KEY = purpose('controls.agent.signing')
const AGREEMENT_KEY = purpose('controls.agent.agreement')

/** Virtual lifetime of a certificate, from the start of the trial. None is renewed. */
export const CERTIFICATE_LIFETIME_US: VirtualUs = 30 * 24 * HOUR

/** What an agent holds. */
export interface Credential {
  readonly certificate: Certificate
  /** Ed25519 private key. */
  readonly signing: KeyObject
  /** X25519 private key. */
  readonly agreement: KeyObject
}

interface Verified {
  readonly bytes: string
  readonly signature: string
  readonly signing: KeyObject
}

export class Authority {
  private readonly seed: number
  private readonly roleOf: (agent: AgentId) => string
  private readonly privateKey: KeyObject
  private readonly publicKey: KeyObject
  private readonly credentials: GenerationCache<AgentId, Credential>
  private readonly verified: GenerationCache<AgentId, Verified>

  /** Keeps the keys of at most `2 × keys` agents, about 4 kB each; others are derived again. */
  constructor(seed: number, roleOf: (agent: AgentId) => string, keys: number) {
    this.seed = seed
    this.roleOf = roleOf
    this.privateKey = privateKeyOf('Ed25519', keyedHex32(seed, AUTHORITY_KEY))
    this.publicKey = publicKeyOf('Ed25519', publicHalfOf(this.privateKey))
    this.credentials = new GenerationCache(keys)
    this.verified = new GenerationCache(keys)
  }

  /** The authority's own key, with which capabilities begin. */
  get signingKey(): KeyObject {
    return this.privateKey
  }

  get verificationKey(): KeyObject {
    return this.publicKey
  }

  /** The agent's keys and certificate; enrols it at first use. */
  credentialOf(agent: AgentId): Credential {
    let credential = this.credentials.get(agent)
    if (credential === undefined) {
      credential = this.enrol(agent)
      this.credentials.set(agent, credential)
    }
    return credential
  }

  /**
   * The Ed25519 public key that a certificate gives to `agent`, or undefined if the certificate is
   * another agent's, has expired, or is not signed by the authority. A certificate that was found
   * good is compared, not verified, when it comes again.
   */
  verify(
    certificate: Certificate | undefined,
    agent: AgentId,
    now: VirtualUs,
  ): KeyObject | undefined {
    if (!isCertificate(certificate)) return undefined
    if (certificate.agent !== agent || !(now <= certificate.notAfter)) return undefined
    const bytes = certificateBytes(certificate)
    const known = this.verified.get(agent)
    if (known?.bytes === bytes && known.signature === certificate.signature) return known.signing
    const signature = Buffer.from(certificate.signature, 'base64url')
    if (!verify(null, Buffer.from(bytes), this.publicKey, signature)) return undefined
    const signing = publicKeyOf('Ed25519', certificate.signingKey)
    this.verified.set(agent, { bytes, signature: certificate.signature, signing })
    return signing
  }

  private enrol(agent: AgentId): Credential {
    const signing = privateKeyOf('Ed25519', keyedHex32(this.seed, SIGNING_KEY, agent))
    const agreement = privateKeyOf('X25519', keyedHex32(this.seed, AGREEMENT_KEY, agent))
    const statement = {
      agent,
      role: this.roleOf(agent),
      signingKey: publicHalfOf(signing),
      agreementKey: publicHalfOf(agreement),
      notAfter: CERTIFICATE_LIFETIME_US,
    }
    const bytes = Buffer.from(certificateBytes(statement))
    const signature = sign(null, bytes, this.privateKey).toString('base64url')
    return { certificate: { ...statement, signature }, signing, agreement }
  }
}
