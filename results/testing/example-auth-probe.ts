/** A synthetic probe and start-up for tests: invented, round numbers that can be checked by hand. */
import type { AuthProbeRecord } from '../auth-probe-record.ts'
import type { EnvironmentRecord } from '../record.ts'
import type { StartUpRecord } from '../start-up-record.ts'
import type { Quartiles } from '../stats/shares.ts'

const about = (median: number, half: number): Quartiles => ({
  p25: median - half,
  median,
  p75: median + half,
})

const BARE = about(1, 0)
const SIGNATURE = about(151, 10)
const MAC = about(7, 1)
const CHANNEL = about(21, 1)

/** What the example run's machine would have said: m* is 5 for A4 and known agents, 2.5 for A2. */
export function exampleAuthProbe(environment: EnvironmentRecord): AuthProbeRecord {
  const against = (session: string, macUs: Quartiles, setupUs: Quartiles) =>
    (['known', 'new'] as const).map((agents, nth) => ({
      session,
      signing: 'A3',
      agents,
      setupUs: about(setupUs.median * (1 + nth), 20),
      signatureUs: SIGNATURE,
      macUs,
      result: {
        kind: 'messages',
        messages: (setupUs.median * (1 + nth)) / (SIGNATURE.median - macUs.median),
        low: ((setupUs.median - 20) * (1 + nth)) / (SIGNATURE.p75 - macUs.p25),
        high: ((setupUs.median + 20) * (1 + nth)) / (SIGNATURE.p25 - macUs.p75),
      } as const,
    }))
  return {
    at: '2026-03-18T09:04:58.000Z',
    environment,
    agents: 500,
    rounds: 3,
    roundMs: 40,
    levels: [
      { level: 'A0', messageUs: BARE },
      { level: 'A1', messageUs: about(2, 0) },
      { level: 'A2', messageUs: MAC },
      { level: 'A3', messageUs: SIGNATURE },
      { level: 'A4', messageUs: CHANNEL },
    ],
    breakEven: [...against('A2', MAC, about(360, 20)), ...against('A4', CHANNEL, about(650, 20))],
    enrolmentUs: about(100, 10),
    model: { profile: 'llama-2-70b-2023', callMs: 3_186, outputTokens: 120 },
  }
}

/** A storm that halves every minute, of ten minutes. */
export function exampleStartUp(handshakes: number, enrolments: number): StartUpRecord {
  const halving = (total: number): number[] =>
    Array.from({ length: 10 }, (_, minute) => Math.floor(total / 2 ** (minute + 1)))
  return { handshakes: halving(handshakes), enrolments: halving(enrolments) }
}
