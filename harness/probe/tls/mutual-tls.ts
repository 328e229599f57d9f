/**
 * A5: TLS 1.3 with certificates on both sides, over real sockets of this machine's loopback. One
 * listener stands for all agents and answers as the one that is asked for by name (SNI); whoever
 * connects says its name first, which must be that of its certificate.
 */
import type { AddressInfo } from 'node:net'
import {
  connect,
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type SecureVersion,
  type Server,
  type TLSSocket,
} from 'node:tls'
import type { TlsCredential } from './tls-authority.ts'

/** No socket of the calibration is ever bound to another address. */
export const LOOPBACK = '127.0.0.1'
const WELCOME = 'welcome\n'
const TIMEOUT_MS = 10_000

/** What both sides trust, and whom no more. PEM. */
export interface Trust {
  readonly authority: string
  readonly revocationList: string
}

export interface Listener {
  readonly port: number
  /** Connections that were refused, by the reason. */
  readonly refused: Map<string, number>
  /**
   * An agent's certificate is revoked: `revocationList` is the list that has it. Its connections end,
   * new handshakes are held against the list, and so are sessions that are resumed, in which TLS
   * checks no certificate again.
   */
  revoke(credential: TlsCredential, revocationList: string): void
  close(): Promise<void>
}

/** Answers as the agents that `credentialOf` has, and sends back whatever an accepted peer says. */
export function listen(
  initial: Trust,
  credentialOf: (name: string) => TlsCredential | undefined,
): Promise<Listener> {
  let trust = initial
  const refused = new Map<string, number>()
  const revoked = new Set<bigint>()
  const contexts = new Map<string, SecureContext>()
  const sockets = new Set<TLSSocket>()
  const note = (reason: string): void => void refused.set(reason, (refused.get(reason) ?? 0) + 1)
  const contextOf = (name: string): SecureContext | undefined => {
    const credential = credentialOf(name)
    if (credential === undefined) return undefined
    const context = contexts.get(name) ?? createSecureContext(contextOptions(trust, credential))
    contexts.set(name, context)
    return context
  }
  const server: Server = createServer({
    ...trusting(trust),
    requestCert: true,
    rejectUnauthorized: true,
    SNICallback: (name, done) => {
      const context = contextOf(name)
      done(context === undefined ? new Error('unknown agent') : null, context)
    },
  })
  server.on('tlsClientError', (error) => note(reasonOf(error)))
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    let said = ''
    socket.on('data', function introduced(data: Buffer) {
      said += data.toString('latin1')
      const end = said.indexOf('\n')
      if (end < 0) return
      socket.off('data', introduced)
      if (!isNamed(socket, said.slice(0, end))) {
        note('NAME_NOT_OF_CERTIFICATE')
        socket.destroy()
        return
      }
      if (revoked.has(serialOf(socket))) {
        note('SESSION_OF_REVOKED_CERTIFICATE')
        socket.destroy()
        return
      }
      socket.write(WELCOME)
      socket.on('data', (message: Buffer) => socket.write(message))
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, () => {
      const { port } = server.address() as AddressInfo
      const close = (): Promise<void> =>
        new Promise((closed) => {
          for (const socket of sockets) socket.destroy()
          server.close(() => closed())
        })
      const revoke: Listener['revoke'] = ({ serial }, revocationList) => {
        trust = { ...trust, revocationList }
        const gone = BigInt(`0x${serial}`)
        revoked.add(gone)
        contexts.clear()
        // The others' tickets stay good: a context of its own would have its own keys for them.
        const ticketKeys = server.getTicketKeys()
        server.setSecureContext(trusting(trust))
        server.setTicketKeys(ticketKeys)
        for (const socket of sockets) if (serialOf(socket) === gone) socket.destroy()
      }
      resolve({ port, refused, revoke, close })
    })
  })
}

export interface Dial {
  readonly port: number
  readonly trust: Trust
  /** Absent: no certificate is shown. */
  readonly credential: TlsCredential | undefined
  /** The name that is said; an honest agent's own. */
  readonly as: string
  /** The name of the agent that must answer. */
  readonly to: string
  /** A session to resume. */
  readonly session?: Buffer
  /** For attacks. Default: TLS 1.3 and nothing else. */
  readonly versions?: { readonly minVersion: SecureVersion; readonly maxVersion: SecureVersion }
}

/** A connection that both sides have accepted. */
export interface Connection {
  readonly isResumed: boolean
  readonly protocol: string | null
  /** What a later connection can resume this one with; undefined if the peer has sent none. */
  session(): Buffer | undefined
  /** Sends a message and waits until it is back. Rejects if the connection ends. */
  roundTrip(message: Buffer): Promise<void>
  close(): void
}

/** Connects, and waits for the peer's welcome. Rejects with the reason if either side refuses. */
export function dial(options: Dial): Promise<Connection> {
  const { port, trust, credential, to, session, versions } = options
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: LOOPBACK,
      port,
      servername: to,
      ...(credential === undefined ? trusting(trust) : contextOptions(trust, credential)),
      ...versions,
      ...(session === undefined ? {} : { session }),
    })
    let ticket: Buffer | undefined
    let waiting: ((bytes: number) => void) | undefined
    let failed: (error: Error) => void = reject
    socket.setNoDelay(true)
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('TIMEOUT')))
    socket.on('session', (next: Buffer) => (ticket = next))
    socket.on('error', (error) => failed(new Error(reasonOf(error))))
    socket.on('close', () => failed(new Error('CLOSED')))
    socket.on('data', (data: Buffer) => waiting?.(data.length))
    const receive = (bytes: number): Promise<void> =>
      new Promise((done, broken) => {
        let left = bytes
        failed = broken
        waiting = (length) => {
          left -= length
          if (left <= 0) done()
        }
      })
    socket.once('secureConnect', () => {
      socket.write(`${options.as}\n`)
      receive(WELCOME.length).then(() => {
        socket.setTimeout(0)
        resolve({
          isResumed: socket.isSessionReused(),
          protocol: socket.getProtocol(),
          session: () => ticket,
          roundTrip: (message) => {
            const back = receive(message.length)
            socket.write(message)
            return back
          },
          close: () => socket.destroy(),
        })
      }, reject)
    })
  })
}

function trusting({ authority, revocationList }: Trust): SecureContextOptions {
  return { ca: authority, crl: revocationList, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }
}

function contextOptions(trust: Trust, credential: TlsCredential): SecureContextOptions {
  return { ...trusting(trust), cert: credential.certificate, key: credential.privateKey }
}

/** True if the peer's certificate, which the authority has signed, is for this name. */
function isNamed(socket: TLSSocket, name: string): boolean {
  return socket.authorized && socket.getPeerCertificate().subjectaltname === `DNS:${name}`
}

/** Serial number of the peer's certificate: of a resumed session, that of its first handshake. */
function serialOf(socket: TLSSocket): bigint {
  return BigInt(`0x${socket.getPeerCertificate().serialNumber}`)
}

/** OpenSSL's or Node's code, which does not depend on the language or the version's wording. */
function reasonOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.message
}
