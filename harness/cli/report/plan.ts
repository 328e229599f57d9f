/** What `--dry-run` prints. */
import { expectedTasks, meanModelCalls } from '../../../workloads/expected-work.ts'
import type { Foresight } from '../run/foresee.ts'
import type { RunFlags } from '../flags.ts'
import type { PreparedRun } from '../run/prepared-run.ts'
import { foresightDocument, foresightRows } from './foresight.ts'
import { formatSeconds } from './seconds.ts'
import { alignColumns } from './table.ts'

/** Expected work of one pass of the benign window. */
interface SizeEstimate {
  readonly agents: number
  /** Null when tasks follow one another, so that their number depends on how fast they are done. */
  readonly tasks: number | null
  /** Calls of the tasks' own steps; an architecture adds those by which it coordinates. */
  readonly modelCalls: number | null
}

export function describePlan(prepared: PreparedRun, foresight: Foresight): string {
  const { workload, digest, file, entrants, planned, flags } = prepared
  const { measure } = workload
  const { auth } = measure
  const rows = [
    ['workload', `${workload.name}, ${file} (digest ${digest.slice(0, 16)})`],
    ['entrants', String(entrants.length)],
    ...entrants.map(({ entrant, controls }) => ['', `${entrant} (${levelsText(controls)})`]),
    ...(flags.cpu.kind === 'free' ? [] : [['cpu', chargedText(flags.cpu)]]),
    ...(auth === undefined
      ? []
      : [
          [
            'auth',
            `levels ${auth.levels.join(', ')} on ${auth.profile}, at ${number(auth.agents)} agents`,
          ],
        ]),
    [
      'trials',
      `${planned.length}: ${measure.trials} of each cell, in randomised blocks, seed ${flags.seed}`,
    ],
    [
      'threads',
      flags.threads === 'auto' ? 'as many in a trial as pay off' : `${flags.threads} in a trial`,
    ],
    [
      'time',
      `at least ${formatSeconds(planned.length * measure.minCpuS)} of CPU time in measured windows, ` +
        `at most ${formatSeconds(measure.trialTimeoutS)} a trial`,
    ],
    ...foresightRows(foresight),
  ]
  const width = Math.max(...rows.map(([name]) => (name as string).length))
  const head = rows.map(([name, text]) => `${(name as string).padEnd(width)}  ${text}\n`).join('')
  return `${head}\n${workTable(prepared)}`
}

function chargedText({
  cores,
  departmentsPerHost,
  costTable,
}: Extract<RunFlags['cpu'], { kind: 'charged' }>): string {
  const hosts = `one for ${departmentsPerHost === undefined ? 'all' : number(departmentsPerHost)} departments`
  const costs = costTable === undefined ? 'measured before the trials' : `those of ${costTable}`
  return `charged to simulated hosts, ${hosts}, cores of each: ${number(cores)}; costs: ${costs}`
}

/** The document of `--dry-run --json`. */
export function planDocument(prepared: PreparedRun, foresight: Foresight): object {
  const { workload, digest, file, entrants, planned, flags, warnings } = prepared
  return {
    schema: 'muster/plan@1',
    workload: { name: workload.name, digest, file },
    seed: flags.seed,
    ...(flags.cpu.kind === 'free' ? {} : { cpu: flags.cpu }),
    threads: flags.threads,
    entrants: entrants.map(({ entrant, controls }) => ({ entrant, controls })),
    sizes: estimates(prepared),
    estimate: foresightDocument(foresight),
    trials: planned.map(({ entrant, agents, trial, purpose, seed }) => ({
      entrant,
      agents,
      trial,
      purpose,
      seed,
    })),
    warnings,
  }
}

function workTable(prepared: PreparedRun): string {
  const header = ['agents', 'tasks a pass', 'model calls a pass']
  const rows = estimates(prepared).map(({ agents, tasks, modelCalls }) => [
    number(agents),
    tasks === null ? 'as fast as they are done' : `about ${number(tasks)}`,
    modelCalls === null ? '–' : `about ${number(modelCalls)}`,
  ])
  return `${alignColumns([header, ...rows])}(tasks’ own steps; architectures add calls to coordinate)\n`
}

function estimates({ workload, planned }: PreparedRun): SizeEstimate[] {
  const sizes = [...new Set(planned.map(({ agents }) => agents))].sort((a, b) => a - b)
  return sizes.map((agents) => {
    const tasks = expectedTasks(workload, agents)
    if (tasks === undefined) return { agents, tasks: null, modelCalls: null }
    const modelCalls = Math.round(tasks * meanModelCalls(workload))
    return { agents, tasks: Math.round(tasks), modelCalls }
  })
}

function levelsText(controls: object): string {
  return Object.values(controls).join(' ')
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
