/**
 * What units of work cost, for each entrant of a run: the table that `--cpu charged` charges by. It is
 * kept in `run.json` and exported as `cost-table.json`, which another run can be given.
 */
import { createHash } from 'node:crypto'
import type { PauseCosts } from '../harness/kernel/work-pauses.ts'
import { fields, list, number, optional, type Shape, ShapeError, text, word } from './shape.ts'
import { COST_UNITS, type CostUnit, type UnitCosts, type WorkCosts } from './unit-costs.ts'

export const COST_TABLE_SCHEMA = 'muster/cost-table@3'
/** Exported only by runs that charge CPU time. */
export const COST_TABLE_FILE = 'cost-table.json'

export interface CostTable {
  readonly schema: typeof COST_TABLE_SCHEMA
  /** One for each entrant, in no order that matters. */
  readonly rows: readonly CostRow[]
}

export interface CostRow {
  /** `architecture[:topology]@profile[/auth level]`, as trials name it. */
  readonly entrant: string
  readonly costs: UnitCosts
  /** How the costs were measured; absent for costs that were written by hand. */
  readonly measured?: MeasuredCosts
}

export interface MeasuredCosts {
  /** Size of the organisation whose events were timed, and how many were. */
  readonly agents: number
  readonly events: number
  /** Shares: of events that took far longer than alike ones, of their time, of variance explained. */
  readonly leftOut: number
  readonly leftOutTime: number
  readonly explained: number
}

/** Hosts of a run's trials, and what work takes on them. */
export interface HostsRecord {
  /** Of each host. */
  readonly cores: number
  /** Absent: one host has the whole organisation. */
  readonly departmentsPerHost?: number
  /** Measured before the trials, or given in a file. */
  readonly costsFrom: 'measured' | 'given'
  /** Of the costs alone, whatever their order and however they were measured (`costTableDigest`). */
  readonly costsDigest: string
  readonly table: CostTable
}

/** SHA-256 in hex over what the table charges. */
export function costTableDigest({ rows }: CostTable): string {
  const charged = rows
    .map(({ entrant, costs }) => [
      entrant,
      ...chargedOf(costs),
      ...(costs.lead === undefined ? [] : [chargedOf(costs.lead)]),
      ...(costs.spread === undefined ? [] : [costs.spread]),
      ...(costs.spells === undefined ? [] : [{ spells: costs.spells }]),
      ...(costs.pauses ?? []).map(({ everyUs, lengthsUs }) => [everyUs, lengthsUs]),
    ])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(charged)).digest('hex')
}

function chargedOf({ event, follow = 0, units }: WorkCosts) {
  const costs = COST_UNITS.flatMap((unit) => {
    const us = units[unit] ?? 0
    return us === 0 ? [] : [[unit, us]]
  })
  return [event, follow, costs] as const
}

/** Text of `cost-table.json`; read back it is the same table. */
export function costTableText(table: CostTable): string {
  return `${JSON.stringify(table, null, 2)}\n`
}

/** A table from parsed JSON. Throws `ShapeError` that names the place. */
export function parseCostTable(value: unknown): CostTable {
  return costTableShape(value, '')
}

/** Above this a single event would outlast every deadline. */
const MOST_US = 1e9

const us: Shape<number> = (value, path) => {
  const given = number(value, path)
  if (given >= 0 && given <= MOST_US) return given
  throw new ShapeError(path, `a number of µs from 0 to ${MOST_US}`, value)
}

const units: Shape<UnitCosts['units']> = (value, path) => {
  const given = fields<object>({})(value, path)
  for (const [name, cost] of Object.entries(given)) {
    if (!COST_UNITS.includes(name as CostUnit)) {
      throw new ShapeError(`${path}.${name}`, `a unit of work (${COST_UNITS.join(', ')})`, name)
    }
    us(cost, `${path}.${name}`)
  }
  return given
}

const pauses: Shape<PauseCosts> = (value, path) => {
  const given = fields<PauseCosts>({ everyUs: us, lengthsUs: list(us) })(value, path)
  if (!(given.everyUs >= 1)) throw new ShapeError(`${path}.everyUs`, 'at least 1 µs', given.everyUs)
  if (given.lengthsUs.length > 0) return given
  throw new ShapeError(`${path}.lengthsUs`, 'at least one length', given.lengthsUs)
}

const factors: Shape<readonly number[]> = (value, path) => {
  const given = list(us)(value, path)
  if (given.length > 0) return given
  throw new ShapeError(path, 'at least one factor', given)
}

const rowShape = fields<CostRow>({
  entrant: text,
  costs: fields<UnitCosts>({
    event: us,
    follow: optional(us),
    units,
    lead: optional(fields<WorkCosts>({ event: us, follow: optional(us), units })),
    spread: optional(factors),
    spells: optional(factors),
    pauses: optional(list(pauses)),
  }),
  measured: optional(
    fields<MeasuredCosts>({
      agents: number,
      events: number,
      leftOut: number,
      leftOutTime: number,
      explained: number,
    }),
  ),
})

const tableShape = fields<CostTable>({ schema: word(COST_TABLE_SCHEMA), rows: list(rowShape) })

const costTableShape: Shape<CostTable> = (value, path) => {
  const table = tableShape(value, path)
  const names = table.rows.map((row) => row.entrant)
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) === i) continue
    const place = `${path === '' ? '' : `${path}.`}rows[${i}].entrant`
    throw new ShapeError(place, 'an entrant without a row before', name)
  }
  return table
}

const cores: Shape<number> = (value, path) => {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number
  throw new ShapeError(path, 'a whole number of at least 1', value)
}

export const hostsShape = fields<HostsRecord>({
  cores,
  departmentsPerHost: optional(cores),
  costsFrom: word('measured', 'given'),
  costsDigest: text,
  table: costTableShape,
})
