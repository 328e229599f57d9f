/**
 * The authority of the TLS calibration: X.509 certificates and a revocation list, made anew for each
 * run (node:crypto reads certificates and cannot make them). Keys are ECDSA P-256.
 */
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { hostTimestamp } from '../../kernel/host-clock.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const HOUR_MS = 3_600_000

/** What an agent shows and proves that it is. PEM. */
export interface TlsCredential {
  readonly name: string
  readonly serial: string
  readonly certificate: string
  readonly privateKey: string
}

export interface Validity {
  readonly notBefore: Date
  readonly notAfter: Date
}

/** The host name that an agent's certificate is for; `.invalid` never resolves. */
export function tlsNameOf(agent: number): string {
  return `agent-${agent}.muster.invalid`
}

/** An hour from now on, and an hour back for clocks that differ. */
export function currentValidity(): Validity {
  const now = Date.parse(hostTimestamp())
  return { notBefore: new Date(now - HOUR_MS), notAfter: new Date(now + HOUR_MS) }
}

export class TlsAuthority {
  private readonly keys: webcrypto.CryptoKeyPair
  private readonly own: x509.X509Certificate
  private serials = 1

  private constructor(keys: webcrypto.CryptoKeyPair, own: x509.X509Certificate) {
    this.keys = keys
    this.own = own
  }

  static async create(name = 'Muster calibration authority'): Promise<TlsAuthority> {
    const keys = await generateKeys()
    const own = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: `CN=${name}`,
      ...currentValidity(),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign),
      ],
    })
    return new TlsAuthority(keys, own)
  }

  /** The authority's certificate, PEM. */
  get certificate(): string {
    return this.own.toString('pem')
  }

  /** A certificate for the agent's name, for both ends of a connection. */
  async enrol(agent: number, validity: Validity = currentValidity()): Promise<TlsCredential> {
    const name = tlsNameOf(agent)
    const keys = await generateKeys()
    const serial = (++this.serials).toString(16).padStart(8, '0')
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      subject: `CN=${name}`,
      issuer: this.own.subject,
      ...validity,
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([
          x509.ExtendedKeyUsage.serverAuth,
          x509.ExtendedKeyUsage.clientAuth,
        ]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
      ],
    })
    const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
    const privateKey = x509.PemConverter.encode(der, 'PRIVATE KEY')
    return { name, serial, certificate: certificate.toString('pem'), privateKey }
  }

  /** The list of revoked certificates, PEM. */
  async revocationList(revoked: readonly TlsCredential[] = []): Promise<string> {
    const { notBefore, notAfter } = currentValidity()
    const list = await x509.X509CrlGenerator.create({
      issuer: this.own.subject,
      thisUpdate: notBefore,
      nextUpdate: notAfter,
      signingAlgorithm: ALGORITHM,
      signingKey: this.keys.privateKey,
      entries: revoked.map(({ serial }) => ({ serialNumber: serial, revocationDate: notBefore })),
    })
    // OpenSSL knows no other label than this; the library's own is "CRL".
    return x509.PemConverter.encode(list.rawData, 'X509 CRL')
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}
