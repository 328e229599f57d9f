import { expect, test } from 'vitest'
import { type CostTable, costTableDigest, costTableText, parseCostTable } from './cost-table.ts'

const MESH = { entrant: 'mesh@bare', costs: { event: 2.5, units: { modelCalls: 30, seals: 8 } } }
const PAUSES = { everyUs: 1_500, lengthsUs: [90, 2_000] }
const PAUSED = { ...MESH, costs: { ...MESH.costs, pauses: [PAUSES] } }
const CREWAI = { entrant: 'crewai@bare', costs: { event: 1, units: {} } }
const TABLE: CostTable = { schema: 'muster/cost-table@3', rows: [MESH, CREWAI] }

function tableWithPauses(pauses: unknown): unknown {
  return { ...TABLE, rows: [{ ...MESH, costs: { ...MESH.costs, pauses: [pauses] } }] }
}

test('a table is read back as it was written', () => {
  const paused = { ...TABLE, rows: [PAUSED, CREWAI] }
  expect(parseCostTable(JSON.parse(costTableText(paused)))).toEqual(paused)
  expect(parseCostTable(JSON.parse(costTableText(TABLE)))).toEqual(TABLE)
})

test('the digest is of what is charged, not of its order or of how it was measured', () => {
  const measured = { agents: 78, events: 900, leftOut: 0, leftOutTime: 0, explained: 0.9 }
  const costs = { event: 2.5, units: { seals: 8, hops: 0, modelCalls: 30 } }
  const same = { ...TABLE, rows: [CREWAI, { ...MESH, costs, measured }] }
  expect(costTableDigest(same)).toBe(costTableDigest(TABLE))
})

test.each([
  ['another cost', { ...MESH, costs: { event: 2.5, units: { modelCalls: 31, seals: 8 } } }],
  ['a cost of another unit', { ...MESH, costs: { event: 2.5, units: { hops: 30, seals: 8 } } }],
  ['pauses', PAUSED],
  ['a cost of what is sent off', { ...MESH, costs: { ...MESH.costs, follow: 1 } }],
  ['a lead', { ...MESH, costs: { ...MESH.costs, lead: { event: 1, units: {} } } }],
  ['spells', { ...MESH, costs: { ...MESH.costs, spells: [0.5, 1.5] } }],
  ['another spread', { ...MESH, costs: { ...MESH.costs, spread: [0.5, 1.5] } }],
  ['another entrant', { ...MESH, entrant: 'mesh@governed' }],
])('%s gives another digest', (_, row) => {
  expect(costTableDigest({ ...TABLE, rows: [row, CREWAI] })).not.toBe(costTableDigest(TABLE))
})

test.each([
  [{ ...TABLE, schema: 'muster/cost-table@2' }, 'schema should be'],
  [{ ...TABLE, rows: {} }, 'rows should be a list'],
  [{ ...TABLE, rows: [{ ...MESH, costs: { event: -1, units: {} } }] }, 'rows[0].costs.event'],
  [{ ...TABLE, rows: [{ ...MESH, costs: { event: 1 } }] }, 'rows[0].costs.units'],
  [{ ...TABLE, rows: [{ ...MESH, costs: { event: 1, units: { naps: 1 } } }] }, 'units.naps'],
  [{ ...TABLE, rows: [{ ...MESH, costs: { event: 1, units: { seals: '8' } } }] }, 'units.seals'],
  [
    { ...TABLE, rows: [{ ...MESH, costs: { event: 1, units: {}, lead: { event: 1 } } }] },
    'costs.lead.units should be',
  ],
  [
    tableWithPauses({ ...PAUSES, everyUs: 0 }),
    'rows[0].costs.pauses[0].everyUs should be at least 1',
  ],
  [
    tableWithPauses({ ...PAUSES, lengthsUs: [] }),
    'costs.pauses[0].lengthsUs should be at least one',
  ],
  [tableWithPauses({ ...PAUSES, lengthsUs: [-1] }), 'costs.pauses[0].lengthsUs[0] should be'],
  [{ ...TABLE, rows: [MESH, CREWAI, MESH] }, 'rows[2].entrant should be an entrant without'],
])('what is no table is told by its place: %j', (value, message) => {
  expect(() => parseCostTable(value)).toThrow(message)
})
