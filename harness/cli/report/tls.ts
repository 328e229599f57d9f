/** The table of `muster probe --tls`. */
import type { TlsDocument, TlsTiming } from '../../probe/tls/tls-calibration.ts'
import { alignColumns } from './table.ts'

const REVOKED: Readonly<Record<string, string>> = {
  true: 'could not resume its session',
  false: 'COULD STILL RESUME its session',
  null: 'was not tried',
}

export function describeTls(document: TlsDocument): string {
  const { machine, agents, messageBytes, bytesPerConnection, connections, resumed } = document
  const failures = Object.entries(document.failures)
  const rows = [
    ['enrolment: keys and certificate', ...timing(document.enrolmentUs)],
    ['connection set-up', ...timing(document.setupUs)],
    ['connection set-up, resumed', ...timing(document.resumedUs)],
    [`round trip of ${messageBytes} bytes`, ...timing(document.roundTripUs)],
  ]
  return [
    `${machine.node}, ${machine.platform}, ${machine.cpuModel}, ${machine.cpus} cores\n` +
      `mutual TLS 1.3 on 127.0.0.1, ECDSA P-256; ${agents} agents, each calls the next; both ends in one process\n`,
    alignColumns([['A5, a calibration', 'median µs', 'p25 – p75', 'samples'], ...rows]),
    `memory for each connection, both ends: ${bytesPerConnection === null ? '–' : count(bytesPerConnection)} bytes\n` +
      `${connections} of ${agents} connections made, ${resumed} resumed, ${failures.length === 0 ? 'no failure' : 'failures:'}\n` +
      `after its certificate was revoked, an agent ${REVOKED[String(document.revokedRefused)]}\n` +
      failures.map(([what, times]) => `  ${times} × ${what}\n`).join(''),
  ].join('\n')
}

function timing(found: TlsTiming | null): readonly string[] {
  if (found === null) return ['–', '–', '0']
  return [count(found.median), `${count(found.p25)} – ${count(found.p75)}`, count(found.samples)]
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
