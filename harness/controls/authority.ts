/**
 * The enrolment authority: gives each agent its keys and a certificate. Everything is derived from
 * the trial's seed, so the guards of different cells agree on the authority's key and on every
 * certificate without sharing memory. These are reproducible TEST keys (`key-material.ts`).
 *
 * Agents are enrolled at first use. A cell that contacts an agent of another cell derives that
 * agent's certificate again, in place of fetching it from a directory service.
 */
import { keyedHex32, purpose } from '../kernel/random.ts'
import { HOUR, type AgentId, type VirtualUs } from '../kernel/units.ts'
import { certificateBytes, isCertificate, type Certificate } from './certificate.ts'
import { GenerationCache } from './generation-cache.ts'
import { NODE_PRIMITIVES } from './primitives/node-primitives.ts'
import type {
  AgreementKey,
  Primitives,
  SigningKey,
  VerificationKey,
} from './primitives/primitives.ts'

const AUTHORITY_KEY = purpose('controls.authority')
const SIGNING_KEY = purpose('controls.agent.signing')
const AGREEMENT_KEY = purpose('controls.agent.agreement')

/** Virtual lifetime of a certificate, from the start of the trial. None is renewed. */
export const CERTIFICATE_LIFETIME_US: VirtualUs = 30 * 24 * HOUR

/** What an agent holds. */
export interface Credential {
  readonly certificate: Certificate
  readonly signing: SigningKey
  readonly agreement: AgreementKey
}

interface Verified {
  readonly bytes: string
  readonly signature: string
  readonly signing: VerificationKey
}

export class Authority {
  /** The library that the organisation's keys are made with. */
  readonly primitives: Primitives
  private readonly seed: number
  private readonly roleOf: (agent: AgentId) => string
  private readonly privateKey: SigningKey
  private readonly publicKey: VerificationKey
  private readonly credentials: GenerationCache<AgentId, Credential>
  private readonly verified: GenerationCache<AgentId, Verified>

  /** Keeps the keys of at most `2 × keys` agents, about 4 kB each; others are derived again. */
  constructor(
    seed: number,
    roleOf: (agent: AgentId) => string,
    keys: number,
    primitives: Primitives = NODE_PRIMITIVES,
  ) {
    this.primitives = primitives
    this.seed = seed
    this.roleOf = roleOf
    this.privateKey = primitives.signingKey(keyedHex32(seed, AUTHORITY_KEY))
    this.publicKey = primitives.verificationKey(this.privateKey.publicText)
    this.credentials = new GenerationCache(keys)
    this.verified = new GenerationCache(keys)
  }

  /** The authority's own key, with which capabilities begin. */
  get signingKey(): SigningKey {
    return this.privateKey
  }

  get verificationKey(): VerificationKey {
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
  ): VerificationKey | undefined {
    if (!isCertificate(certificate)) return undefined
    if (certificate.agent !== agent || !(now <= certificate.notAfter)) return undefined
    const bytes = certificateBytes(certificate)
    const known = this.verified.get(agent)
    if (known?.bytes === bytes && known.signature === certificate.signature) return known.signing
    if (!this.publicKey.verifies(Buffer.from(bytes), certificate.signature)) return undefined
    const signing = this.primitives.verificationKey(certificate.signingKey)
    this.verified.set(agent, { bytes, signature: certificate.signature, signing })
    return signing
  }

  private enrol(agent: AgentId): Credential {
    const { primitives, seed } = this
    const signing = primitives.signingKey(keyedHex32(seed, SIGNING_KEY, agent))
    const agreement = primitives.agreementKey(keyedHex32(seed, AGREEMENT_KEY, agent))
    const statement = {
      agent,
      role: this.roleOf(agent),
      signingKey: signing.publicText,
      agreementKey: agreement.publicText,
      notAfter: CERTIFICATE_LIFETIME_US,
    }
    const signature = this.privateKey.sign(Buffer.from(certificateBytes(statement)))
    return { certificate: { ...statement, signature }, signing, agreement }
  }
}
