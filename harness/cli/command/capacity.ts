/** `muster capacity`: the largest arrival rate at which each entrant keeps what is asked of it. */
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CAPACITY_SCHEMA, type CapacityRecord } from '../../../results/capacity-record.ts'
import { notWritable, writeFileDurably } from '../../../results/durable-write.ts'
import { capacityCsv } from '../../../results/export/capacity-csv.ts'
import { type Objective, parseObjective } from '../../../results/objectives/check.ts'
import { HOUR, usToMs } from '../../kernel/units.ts'
import { measureCapacity } from '../../capacity/measure-capacity.ts'
import type { HostLoad } from '../../engine/host-load.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { memoryLimitBytes } from '../../plan/capacity.ts'
import { captureEnvironment, harnessVersion } from '../../probe/environment.ts'
import type { Calibration } from '../../twin/calibrate.ts'
import { calibrate } from '../../twin/calibrate-entrant.ts'
import { benignOf } from '../../twin/pass.ts'
import { Organisation } from '../../world/organisation.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { readFlags, readText, readWhole } from '../flags.ts'
import { describeCapacity } from '../report/capacity.ts'
import { prepareRun, type PreparedRun } from '../run/prepare.ts'
import { RUNS_FOLDER } from '../run/run-folder.ts'

const TASKS = 2_000
/** Fewer leave a 99th percentile without evidence. */
const LEAST_TASKS = 700
const MOST_TASKS = 1_000_000
const MOST_CORES = 1_024
/** Arrival windows are at most so many times the workload's: what builds up over months is not load. */
const LONGEST = 16
/** Tasks per team and hour: thousands in a second. */
const MOST_RATE = 1e7
/** Tasks of a trial that is timed for its costs. */
const CALIBRATION_TASKS = 300
const JSON_FILE = 'capacity.json'
const CSV_FILE = 'capacity.csv'

type RawFlags = Readonly<Record<string, string | boolean | readonly string[]>>

/** Returns the exit code. Throws a located error for a bad flag or folder before any trial. */
export async function capacityCommand(source: string, raw: RawFlags): Promise<number> {
  const { stdout, stderr } = process
  const { objective: _, ...plain } = raw
  const flags = plain as Readonly<Record<string, string | boolean>>
  const tasks = readWhole(flags, 'tasks', LEAST_TASKS, MOST_TASKS) ?? TASKS
  const cores = readWhole(flags, 'cores', 1, MOST_CORES)
  const cpu = readCpu(flags, cores)
  const prepared = await prepareRun(source, readFlags(flags))
  const objectives = readObjectives(raw['objective'], prepared.workload)
  const at = hostTimestamp()
  const dir = await takeFolder(readText(flags, 'out'), at)
  const records: CapacityRecord[] = []
  const costs: Record<string, Calibration> = {}
  for (const agents of prepared.workload.organisation.agents) {
    for (const entrant of prepared.entrants) {
      const host =
        cpu === 'free' ? undefined : await hostFor(prepared, entrant, agents, cores ?? 1, costs)
      stderr.write(`${entrant.entrant} at ${agents} agents\n`)
      const record = await measureCapacity({
        workload: prepared.workload,
        entrant,
        agents,
        objectives,
        tasks,
        seed: prepared.flags.seed,
        search: ratesFor(prepared.workload, agents, tasks),
        ...(host === undefined ? {} : { host }),
        tried: (rate, passes) => {
          stderr.write(
            `  ${rate.toPrecision(4)} per team and hour: ${passes ? 'holds' : 'fails'}\n`,
          )
        },
      })
      records.push(record)
    }
  }
  const document = {
    schema: CAPACITY_SCHEMA,
    at,
    workload: { name: prepared.workload.name, digest: prepared.digest },
    objectives: objectives.map(({ text }) => text),
    seed: prepared.flags.seed,
    tasks,
    cpu,
    ...(cpu === 'free' ? {} : { cores: cores ?? 1, costs }),
    harness: harnessVersion(),
    machine: captureEnvironment(memoryLimitBytes()),
    records,
  }
  const text = `${JSON.stringify(document)}\n`
  await writeFileDurably(join(dir, JSON_FILE), text)
  await writeFileDurably(join(dir, CSV_FILE), capacityCsv(records))
  stdout.write(flags['json'] === true ? text : describeCapacity(records, document.objectives, cpu))
  stderr.write(`${JSON_FILE} and ${CSV_FILE} are in ${dir}\n`)
  return EXIT.done
}

/** The search begins where a trial's arrival window is as long as the workload's. */
function ratesFor({ arrivals, organisation }: Workload, agents: number, tasks: number) {
  const { teams } = new Organisation(organisation, agents)
  const start = Math.min(MOST_RATE, tasks / (teams * (arrivals.windowUs / HOUR)))
  return { start, least: start / LONGEST, most: MOST_RATE }
}

function readCpu(flags: Readonly<Record<string, string | boolean>>, cores: number | undefined) {
  const cpu = readText(flags, 'cpu') ?? 'free'
  if (cpu !== 'free' && cpu !== 'charged') {
    throw new MusterError('USAGE', `"${cpu}" is not a way to count CPU time`, {
      where: '--cpu',
      hint: 'free or charged',
    })
  }
  if (cpu === 'free' && cores !== undefined) {
    throw new MusterError('USAGE', 'cores matter only where work takes time', {
      where: '--cores',
      hint: 'add --cpu charged, or leave --cores out',
    })
  }
  return cpu
}

/** One host for the whole organisation, with costs measured here and now. */
async function hostFor(
  { workload, flags }: PreparedRun,
  entrant: PreparedRun['entrants'][number],
  agents: number,
  cores: number,
  costs: Record<string, Calibration>,
): Promise<HostLoad> {
  const organisation = new Organisation(workload.organisation, agents)
  const windowUs = workload.arrivals.windowUs
  const perTeamPerHour = CALIBRATION_TASKS / (organisation.teams * (windowUs / HOUR))
  const calibration = await calibrate({
    workload: {
      ...benignOf(workload),
      arrivals: { process: 'poisson', perTeamPerHour, windowUs, minTasks: 0 },
    },
    architecture: entrant.architecture,
    topology: entrant.topology,
    levels: entrant.controls,
    agents,
    seed: flags.seed,
  })
  costs[`${entrant.entrant} ${agents}`] = calibration
  return { cores, cellsPerHost: organisation.cells, costs: calibration.costs }
}

function readObjectives(given: RawFlags[string] | undefined, workload: Workload): Objective[] {
  const texts = Array.isArray(given) && given.length > 0 ? (given as readonly string[]) : undefined
  const deadlineMs = usToMs(workload.limits.taskDeadlineUs)
  const usual = [`taskLatencyMs p99 <= ${deadlineMs} ms`, 'completedShare >= 0.99']
  return (texts ?? usual).map((text) => {
    const parsed = parseObjective(text)
    if (parsed.kind === 'fault') {
      throw new MusterError('USAGE', parsed.message, { where: '--objective', hint: parsed.hint })
    }
    const { objective } = parsed
    if (objective.metric.basis === 'host') {
      throw new MusterError('USAGE', `${objective.metric.name} is a cost of this machine`, {
        where: '--objective',
        hint: 'the capacity is searched in virtual time: ask for latency or shares of tasks',
      })
    }
    if (objective.agents.length > 0 || objective.entrants !== undefined) {
      throw new MusterError('USAGE', `"${text}" is about some sizes or entrants only`, {
        where: '--objective',
        hint: 'leave "@ agents=" and "for" out; --agents and --architectures choose',
      })
    }
    return objective
  })
}

/** Makes the folder, if it is not there, and refuses one that holds a record. */
async function takeFolder(out: string | undefined, at: string): Promise<string> {
  const stamp = at.replaceAll(':', '-').replace(/\..*/, '')
  const dir = out ?? join(RUNS_FOLDER, `capacity-${stamp}`)
  try {
    await mkdir(dir, { recursive: true })
    await access(dir, constants.W_OK)
  } catch (error) {
    throw notWritable(error, dir)
  }
  const there = await stat(join(dir, JSON_FILE)).catch(() => undefined)
  if (there === undefined) return dir
  throw new MusterError('RUN_EXISTS', `the folder already holds a record (${JSON_FILE})`, {
    where: dir,
    hint: 'choose another folder with --out, or move this one away',
  })
}
