/**
 * The calibration A5: what mutual TLS 1.3 costs between real sockets on this machine, to compare the
 * simulated handshake and channel (A4) with. Not a level of a trial: both ends of every connection
 * are in this one process, so CPU and memory are those of two agents.
 */
import type { EnvironmentRecord } from '../../../results/record.ts'
import { hostNowMs, hostTimestamp } from '../../kernel/host-clock.ts'
import { memoryLimitBytes } from '../../plan/capacity.ts'
import type { Quartiles } from '../../../results/stats/shares.ts'
import { captureEnvironment, harnessVersion } from '../environment.ts'
import { type Connection, dial, listen, type Trust } from './mutual-tls.ts'
import { TlsAuthority, type TlsCredential, tlsNameOf } from './tls-authority.ts'

export const TLS_SCHEMA = 'muster/probe-tls@1'
/** An agent needs another to call. */
export const LEAST_TLS_AGENTS = 2
/** Every agent has two sockets and memory for two ends; more than this is not measured. */
export const MOST_TLS_AGENTS = 1_000
/** Bytes of a message; it comes back as it is. */
export const MESSAGE_BYTES = 256
/** Round trips over each connection. */
const ROUND_TRIPS = 20

export interface TlsOptions {
  readonly agents: number
  readonly progress: (text: string) => void
}

/** Times in µs: median and quartiles over `samples`. */
export interface TlsTiming extends Quartiles {
  readonly samples: number
}

export interface TlsDocument {
  readonly schema: typeof TLS_SCHEMA
  readonly at: string
  readonly harness: ReturnType<typeof harnessVersion>
  readonly machine: EnvironmentRecord
  readonly agents: number
  readonly messageBytes: number
  /** Making keys and a certificate. */
  readonly enrolmentUs: TlsTiming | null
  /** From connecting to the peer's welcome, one at a time. Null: none succeeded. */
  readonly setupUs: TlsTiming | null
  /** The same with a session that is resumed. */
  readonly resumedUs: TlsTiming | null
  /** A message there and back, on a connection that stands. */
  readonly roundTripUs: TlsTiming | null
  /** Growth of the process for each standing connection, both ends together. */
  readonly bytesPerConnection: number | null
  readonly connections: number
  readonly resumed: number
  /** Whether an agent whose certificate is revoked could not resume its session. Null: not tried. */
  readonly revokedRefused: boolean | null
  /** What went wrong, and how often. */
  readonly failures: Readonly<Record<string, number>>
}

/** Every agent calls the next one in a ring: once, then with a resumed session. */
export async function calibrateTls({ agents, progress }: TlsOptions): Promise<TlsDocument> {
  const machine = captureEnvironment(memoryLimitBytes())
  const failures = new Map<string, number>()
  const failed = (what: string, error: unknown): void => {
    const reason = `${what}: ${error instanceof Error ? error.message : String(error)}`
    failures.set(reason, (failures.get(reason) ?? 0) + 1)
  }
  progress(`enrolling ${agents} agents`)
  const authority = await TlsAuthority.create()
  const credentials = new Map<string, TlsCredential>()
  const enrolment: number[] = []
  for (let agent = 0; agent < agents; agent++) {
    const from = hostNowMs()
    const credential = await authority.enrol(agent)
    enrolment.push(hostNowMs() - from)
    credentials.set(credential.name, credential)
  }
  const trust: Trust = {
    authority: authority.certificate,
    revocationList: await authority.revocationList(),
  }
  const listener = await listen(trust, (name) => credentials.get(name))
  const call = (agent: number, session?: Buffer): Promise<Connection> => {
    const as = tlsNameOf(agent)
    const to = tlsNameOf((agent + 1) % agents)
    const credential = credentials.get(as)
    const resumption = session === undefined ? {} : { session }
    return dial({ port: listener.port, trust, credential, as, to, ...resumption })
  }

  progress(`connecting ${agents} agents, each to the next`)
  const before = process.memoryUsage().rss
  const standing = new Map<number, Connection>()
  const setup: number[] = []
  for (let agent = 0; agent < agents; agent++) {
    const from = hostNowMs()
    try {
      standing.set(agent, await call(agent))
      setup.push(hostNowMs() - from)
    } catch (error) {
      failed('connect', error)
    }
  }
  const grown = process.memoryUsage().rss - before

  progress(`${ROUND_TRIPS} round trips over each connection`)
  const message = Buffer.alloc(MESSAGE_BYTES, 'm')
  const trips: number[] = []
  for (const connection of standing.values()) {
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      const from = hostNowMs()
      try {
        await connection.roundTrip(message)
        trips.push(hostNowMs() - from)
      } catch (error) {
        failed('round trip', error)
        break
      }
    }
  }

  progress('resuming every session')
  const resumed: number[] = []
  for (const [agent, connection] of standing) {
    const session = connection.session()
    connection.close()
    if (session === undefined) {
      failed('resume', 'the peer sent no ticket')
      continue
    }
    const from = hostNowMs()
    try {
      const again = await call(agent, session)
      const ms = hostNowMs() - from
      if (again.isResumed) resumed.push(ms)
      else failed('resume', 'a full handshake was made')
      again.close()
    } catch (error) {
      failed('resume', error)
    }
  }

  progress('revoking one agent and resuming its session')
  let revokedRefused: boolean | null = null
  const gone = credentials.get(tlsNameOf(0))
  const session = standing.get(0)?.session()
  if (gone !== undefined && session !== undefined) {
    listener.revoke(gone, await authority.revocationList([gone]))
    revokedRefused = await call(0, session).then(
      (connection) => (connection.close(), false),
      () => true,
    )
    if (!revokedRefused) failed('revocation', new Error('the session was resumed all the same'))
  }
  await listener.close()
  return {
    schema: TLS_SCHEMA,
    at: hostTimestamp(),
    harness: harnessVersion(),
    machine,
    agents,
    messageBytes: MESSAGE_BYTES,
    enrolmentUs: timingOf(enrolment),
    setupUs: timingOf(setup),
    resumedUs: timingOf(resumed),
    roundTripUs: timingOf(trips),
    revokedRefused,
    bytesPerConnection: standing.size === 0 ? null : Math.round(grown / standing.size),
    connections: standing.size,
    resumed: resumed.length,
    failures: Object.fromEntries(failures),
  }
}

/** Nearest-rank quartiles, in µs. */
function timingOf(ms: readonly number[]): TlsTiming | null {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    1_000 * (sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
  if (sorted.length === 0) return null
  return { p25: at(0.25), median: at(0.5), p75: at(0.75), samples: sorted.length }
}
