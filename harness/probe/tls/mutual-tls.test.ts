import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Connection,
  dial,
  type Dial,
  listen,
  type Listener,
  type Trust,
} from './mutual-tls.ts'
import { TlsAuthority, type TlsCredential, tlsNameOf } from './tls-authority.ts'

const [A, B, C, OLD, GONE] = [0, 1, 2, 3, 4].map(tlsNameOf) as [
  string,
  string,
  string,
  string,
  string,
]

let authority: TlsAuthority
let trust: Trust
let listener: Listener
let credentials: Map<string, TlsCredential>

const of = (name: string): TlsCredential => credentials.get(name) as TlsCredential

beforeAll(async () => {
  authority = await TlsAuthority.create()
  const past = { notBefore: new Date(2000, 0), notAfter: new Date(2001, 0) }
  const enrolled = await Promise.all(
    [0, 1, 2, 3, 4].map((agent) => authority.enrol(agent, agent === 3 ? past : undefined)),
  )
  credentials = new Map(enrolled.map((credential) => [credential.name, credential]))
  trust = {
    authority: authority.certificate,
    revocationList: await authority.revocationList([of(GONE)]),
  }
  listener = await listen(trust, (name) => credentials.get(name))
})

afterAll(() => listener.close())

/** `accepted`, or why not, when A calls B but for what is given. */
async function call(changes: Partial<Dial> = {}): Promise<string> {
  let connection: Connection
  try {
    connection = await dial({
      port: listener.port,
      trust,
      credential: of(A),
      as: A,
      to: B,
      ...changes,
    })
  } catch (error) {
    return (error as Error).message
  }
  await connection.roundTrip(Buffer.alloc(300_000, 'x'))
  connection.close()
  return 'accepted'
}

test('two enrolled agents talk over TLS 1.3', async () => {
  expect(await call()).toBe('accepted')
  const connection = await dial({ port: listener.port, trust, credential: of(A), as: A, to: B })
  expect(connection).toMatchObject({ protocol: 'TLSv1.3', isResumed: false })
  connection.close()
})

test('a session is resumed', async () => {
  const options = { port: listener.port, trust, credential: of(A), as: A, to: B }
  const first = await dial(options)
  const session = first.session()
  if (session === undefined) throw new Error('the server sent no ticket')
  first.close()
  const again = await dial({ ...options, session })
  expect(again.isResumed).toBe(true)
  again.close()
  expect(await call({ session, as: C })).not.toBe('accepted')
})

describe('after a revocation', () => {
  /** A listener of its own, a standing connection of A with it, and the ticket of another. */
  async function revoked() {
    const own = await listen(trust, (name) => credentials.get(name))
    const options = { port: own.port, trust, credential: of(A), as: A, to: B }
    const standing = await dial(options)
    const session = standing.session()
    if (session === undefined) throw new Error('the server sent no ticket')
    expect(await call({ ...options, session })).toBe('accepted')
    own.revoke(of(A), await authority.revocationList([of(GONE), of(A)]))
    return { own, options, standing, session }
  }

  test('a session that would still resume is refused', async () => {
    const { own, options, session } = await revoked()
    expect(await call({ ...options, session })).not.toBe('accepted')
    expect([...own.refused.keys()]).toEqual(['SESSION_OF_REVOKED_CERTIFICATE'])
    await own.close()
  })

  test('the connection that stands ends, and a new one is not made', async () => {
    const { own, options, standing } = await revoked()
    await expect(standing.roundTrip(Buffer.alloc(1))).rejects.toThrow()
    expect(await call(options)).not.toBe('accepted')
    // By the list, in the handshake; not only afterwards.
    expect([...own.refused.keys()]).not.toContain('SESSION_OF_REVOKED_CERTIFICATE')
    expect(own.refused.size).toBe(1)
    await own.close()
  })

  test('all others go on, and their sessions are resumed', async () => {
    const own = await listen(trust, (name) => credentials.get(name))
    const other = { port: own.port, trust, credential: of(C), as: C, to: B }
    const first = await dial(other)
    const session = first.session()
    if (session === undefined) throw new Error('the server sent no ticket')
    own.revoke(of(A), await authority.revocationList([of(GONE), of(A)]))
    await first.roundTrip(Buffer.alloc(10))
    first.close()
    const again = await dial({ ...other, session })
    expect(again.isResumed).toBe(true)
    again.close()
    expect(await call(other)).toBe('accepted')
    await own.close()
  })
})

describe('refused is', () => {
  /** What the listener says of the one call that it refuses. */
  async function refusal(changes: Partial<Dial>): Promise<string[]> {
    listener.refused.clear()
    expect(await call(changes)).not.toBe('accepted')
    return [...listener.refused.keys()]
  }

  test('who shows no certificate', async () => {
    expect(await refusal({ credential: undefined })).toEqual([
      'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
    ])
  })

  test("who shows its own valid certificate under another agent's name", async () => {
    expect(await refusal({ as: C })).toEqual(['NAME_NOT_OF_CERTIFICATE'])
    expect(await refusal({ as: `${A}.${C}` })).toEqual(['NAME_NOT_OF_CERTIFICATE'])
  })

  test('who shows an expired certificate', async () => {
    expect(await refusal({ credential: of(OLD), as: OLD })).toHaveLength(1)
  })

  test('who shows a revoked certificate', async () => {
    expect(await refusal({ credential: of(GONE), as: GONE })).toHaveLength(1)
  })

  test('who shows a certificate of another authority', async () => {
    const stranger = await TlsAuthority.create()
    expect(await refusal({ credential: await stranger.enrol(0) })).toHaveLength(1)
  })

  test('who speaks TLS 1.2 only', async () => {
    const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
    expect(await refusal({ versions })).toEqual(['ERR_SSL_UNSUPPORTED_PROTOCOL'])
  })

  test.each([
    ["with another agent's valid certificate", () => C, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['with an expired certificate', () => OLD, 'CERT_HAS_EXPIRED'],
    ['with a revoked certificate', () => GONE, 'CERT_REVOKED'],
  ])('an agent that answers %s', async (_how, shown, reason) => {
    const impostor = await listen(trust, () => of(shown()))
    const to = shown() === C ? B : shown()
    expect(await call({ port: impostor.port, to })).toBe(reason)
    await impostor.close()
  })
})
