/** What a message costs at each level of authentication on the machine of a run, measured after it. */
import type { EnvironmentRecord } from './record.ts'
import { count, fields, list, nullable, number, type Shape, text, word } from './shape.ts'
import type { Quartiles } from './stats/shares.ts'

export interface AuthProbeRecord {
  readonly at: string
  readonly environment: EnvironmentRecord
  /** Distinct agents, each with keys and a peer of its own. */
  readonly agents: number
  readonly rounds: number
  /** Time that a case had in a round, in ms. */
  readonly roundMs: number
  readonly levels: readonly ProbedLevelRecord[]
  readonly breakEven: readonly ProbedBreakEvenRecord[]
  /** Making an agent's keys and its certificate, µs. */
  readonly enrolmentUs: Quartiles
  /** The call that a message is compared with (simulated). */
  readonly model: {
    readonly profile: string
    readonly callMs: number
    readonly outputTokens: number
  }
}

export interface ProbedLevelRecord {
  readonly level: string
  /** Sealing and admitting a message between two agents that know each other, µs. */
  readonly messageUs: Quartiles
}

/** A level with sessions against signatures. */
export interface ProbedBreakEvenRecord {
  readonly session: string
  readonly signing: string
  /** `known`: both agents enrolled before. `new`: both have to be enrolled, at either level. */
  readonly agents: 'known' | 'new'
  /** What a pair costs once at the session's level, beyond what it costs once at the signing one. */
  readonly setupUs: Quartiles
  readonly signatureUs: Quartiles
  readonly macUs: Quartiles
  readonly result: BreakEvenRecord
}

/** `high` is null where the quartiles do not exclude that the session never pays off. */
export type BreakEvenRecord =
  | {
      readonly kind: 'messages'
      readonly messages: number
      readonly low: number
      readonly high: number | null
    }
  | { readonly kind: 'never' }

const quartiles = fields<Quartiles>({ p25: number, median: number, p75: number })

const messages = fields<Extract<BreakEvenRecord, { kind: 'messages' }>>({
  kind: word('messages'),
  messages: number,
  low: number,
  high: nullable(number),
})

const never = fields<Extract<BreakEvenRecord, { kind: 'never' }>>({ kind: word('never') })

const result: Shape<BreakEvenRecord> = (value, path) => {
  const { kind } = fields<Pick<BreakEvenRecord, 'kind'>>({ kind: word('messages', 'never') })(
    value,
    path,
  )
  return kind === 'never' ? never(value, path) : messages(value, path)
}

/** The record as a check on parsed JSON. */
export function authProbeShape(environment: Shape<EnvironmentRecord>): Shape<AuthProbeRecord> {
  return fields<AuthProbeRecord>({
    at: text,
    environment,
    agents: count,
    rounds: count,
    roundMs: number,
    levels: list(fields<ProbedLevelRecord>({ level: text, messageUs: quartiles })),
    breakEven: list(
      fields<ProbedBreakEvenRecord>({
        session: text,
        signing: text,
        agents: word('known', 'new'),
        setupUs: quartiles,
        signatureUs: quartiles,
        macUs: quartiles,
        result,
      }),
    ),
    enrolmentUs: quartiles,
    model: fields<AuthProbeRecord['model']>({ profile: text, callMs: number, outputTokens: count }),
  })
}
