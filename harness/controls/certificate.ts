/** A statement, signed by the enrolment authority, that an agent has a role and two public keys. */
import type { AgentId, VirtualUs } from '../kernel/units.ts'

export interface Certificate {
  readonly agent: AgentId
  readonly role: string
  /** Raw Ed25519 public key, base64url. */
  readonly signingKey: string
  /** Raw X25519 public key, base64url. */
  readonly agreementKey: string
  /** Virtual time after which the certificate is refused. */
  readonly notAfter: VirtualUs
  /** The authority's Ed25519 signature over `certificateBytes`, base64url. */
  readonly signature: string
}

/** What the authority signs. A JSON array: roles are free text and are escaped in it. */
export function certificateBytes(certificate: Omit<Certificate, 'signature'>): string {
  const { agent, role, signingKey, agreementKey, notAfter } = certificate
  return JSON.stringify(['muster/1/certificate', agent, role, signingKey, agreementKey, notAfter])
}

/** False for anything that is not a certificate, whatever its static type says. */
export function isCertificate(certificate: Certificate | undefined): certificate is Certificate {
  return (
    typeof certificate === 'object' &&
    certificate !== null &&
    Number.isSafeInteger(certificate.agent) &&
    typeof certificate.role === 'string' &&
    typeof certificate.signingKey === 'string' &&
    typeof certificate.agreementKey === 'string' &&
    Number.isSafeInteger(certificate.notAfter) &&
    typeof certificate.signature === 'string'
  )
}
