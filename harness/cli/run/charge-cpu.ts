/** What the work of a run costs: read from a file, taken from the run's folder, or measured. */
import { readFileSync } from 'node:fs'
import {
  COST_TABLE_SCHEMA,
  type CostRow,
  type CostTable,
  costTableDigest,
  type HostsRecord,
  parseCostTable,
} from '../../../results/cost-table.ts'
import { readRun } from '../../../results/read-run.ts'
import { ShapeError } from '../../../results/shape.ts'
import { MusterError } from '../../kernel/errors.ts'
import type { PlannedTrial } from '../../plan/plan.ts'
import type { CpuFlags } from '../flags.ts'
import type { PreparedRun } from './prepared-run.ts'

const FLAG = '--cost-table'
/** Larger tables would take long to read and are none. */
const MOST_CHARS = 10_000_000

/**
 * The hosts whose costs a file gives; undefined if work takes no time or its costs are to be measured.
 * Throws USAGE, located in the file, for one that is no table or lacks an entrant of the plan.
 */
export function readHosts(
  cpu: CpuFlags,
  planned: readonly PlannedTrial[],
): HostsRecord | undefined {
  if (cpu.kind === 'free' || cpu.costTable === undefined) return undefined
  const table = readTable(cpu.costTable)
  const missing = entrantsOf(planned).filter(
    ({ entrant }) => !table.rows.some((row) => row.entrant === entrant),
  )
  if (missing.length > 0) {
    const names = missing.map(({ entrant }) => entrant)
    throw new MusterError('USAGE', `the table has no costs of ${names.join(', ')}`, {
      where: `${FLAG} ${cpu.costTable}`,
      hint: 'add their rows, leave those entrants out, or leave the flag out to measure',
    })
  }
  return hostsOf(cpu, table, 'given')
}

/**
 * A run with its costs: as they are known already, as the run in `folder` was begun with, or measured
 * now, which is told on stderr.
 */
export async function withCosts(
  prepared: PreparedRun,
  folder: string | undefined,
): Promise<PreparedRun> {
  const { cpu } = prepared.flags
  if (cpu.kind === 'free' || prepared.hosts !== undefined) return prepared
  const before = folder === undefined ? undefined : await storedHosts(folder)
  if (before !== undefined)
    return { ...prepared, hosts: hostsOf(cpu, before.table, before.costsFrom) }
  return { ...prepared, hosts: hostsOf(cpu, await measureTable(prepared), 'measured') }
}

/** What cannot be read here is told when the run is resumed. */
async function storedHosts(folder: string): Promise<HostsRecord | undefined> {
  return readRun(folder).then(
    ({ manifest }) => manifest.hosts,
    () => undefined,
  )
}

function hostsOf(
  { cores, departmentsPerHost }: Extract<CpuFlags, { kind: 'charged' }>,
  table: CostTable,
  costsFrom: HostsRecord['costsFrom'],
): HostsRecord {
  const packing = departmentsPerHost === undefined ? {} : { departmentsPerHost }
  return { cores, ...packing, costsFrom, costsDigest: costTableDigest(table), table }
}

function readTable(file: string): CostTable {
  const fail = (message: string, place: string, hint: string): never => {
    throw new MusterError('USAGE', message, { where: `${FLAG} ${file}${place}`, hint })
  }
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    fail(
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      '',
      'give the cost-table.json of a run',
    )
  }
  if (text.length > MOST_CHARS) fail('the file is too large for a table', '', 'is it another file?')
  try {
    return parseCostTable(JSON.parse(text))
  } catch (error) {
    const hint = 'take the cost-table.json of a run as an example'
    if (error instanceof ShapeError) return fail(error.message, '', hint)
    if (error instanceof SyntaxError) return fail(`it is not JSON: ${error.message}`, '', hint)
    throw error
  }
}

/** Each entrant of a plan once, at the smallest size that it runs at. */
function entrantsOf(planned: readonly PlannedTrial[]): PlannedTrial[] {
  const entrants = new Map<string, PlannedTrial>()
  for (const trial of planned) {
    const known = entrants.get(trial.entrant)
    if (known === undefined || trial.agents < known.agents) entrants.set(trial.entrant, trial)
  }
  return [...entrants.values()].sort((a, b) => (a.entrant < b.entrant ? -1 : 1))
}

/** One entrant after another, each on a fresh thread. */
async function measureTable({ workload, planned, flags }: PreparedRun): Promise<CostTable> {
  const { measureCosts } = await import('./measure-costs.ts')
  const { calibrationTrial } = await import('../../twin/calibration-trial.ts')
  const { stderr } = process
  const entrants = entrantsOf(planned)
  stderr.write(
    `measuring what the work of ${entrants.length} entrants costs here on a core that mostly waits, some 10 to 30 s for each\n`,
  )
  const rows: CostRow[] = []
  for (const trial of entrants) {
    const spec = calibrationTrial(workload, trial, trial.agents, flags.seed)
    const { costs, ...evidence } = await measureCosts(spec)
    rows.push({ entrant: trial.entrant, costs, measured: { agents: trial.agents, ...evidence } })
    stderr.write(
      `  ${trial.entrant}: ${evidence.events} events timed; the costs explain ${(100 * evidence.explained).toFixed(0)} % of their variance\n`,
    )
  }
  return { schema: COST_TABLE_SCHEMA, rows }
}
