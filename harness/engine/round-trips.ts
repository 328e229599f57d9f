/**
 * How long the round trips of enrolments and handshakes take (simulated): both ways are drawn from
 * the delays of the network, inside a department or between two, keyed by who and which handshake.
 * They have draws of their own, so no message's delay is another because of them.
 */
import type { RoundTrips } from '../controls/auth/session-waits.ts'
import { purpose } from '../kernel/random.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import { delayUs, lookaheadUs } from '../world/delays.ts'
import type { NetworkSpec } from '../../workloads/workload.ts'

const LOCAL = purpose('network.handshake.local')
const CROSS = purpose('network.handshake.cross')
const ENROLMENT = purpose('network.enrolment')
/** The authority, as a party to a delay. No agent and no service account has this number. */
const AUTHORITY = -(2 ** 31)

/** Round trips on a network of departments; the authority is as far as another department. */
export function networkRoundTrips(
  seed: number,
  spec: NetworkSpec,
  cellOf: (agent: AgentId) => CellId,
): RoundTrips {
  const least = lookaheadUs(spec.crossDepartment)
  const cross = (what: typeof CROSS, from: number, to: number, nth: number): VirtualUs =>
    Math.max(least, delayUs(spec.crossDepartment, seed, what, from, to, nth))
  const oneWay = (from: AgentId, to: AgentId, nth: number): VirtualUs =>
    cellOf(from) === cellOf(to)
      ? delayUs(spec.local, seed, LOCAL, from, to, nth)
      : cross(CROSS, from, to, nth)
  return {
    handshakeUs: (from, to, nth) => oneWay(from, to, nth) + oneWay(to, from, nth),
    enrolmentUs: (agent) =>
      cross(ENROLMENT, agent, AUTHORITY, 0) + cross(ENROLMENT, AUTHORITY, agent, 0),
  }
}
