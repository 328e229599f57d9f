/** `muster capacity`: the largest arrival rate at which each entrant keeps what is asked of it. */
import { join } from 'node:path'
import { CAPACITY_SCHEMA, type CapacityDocument } from '../../../results/capacity-record.ts'
import { writeFileDurably } from '../../../results/durable-write.ts'
import { capacityCsv } from '../../../results/export/capacity-csv.ts'
import { HOUR, usToMs } from '../../kernel/units.ts'
import { chooseObjectives, objectivesFor, tasksNeeded } from '../../capacity/choose-objectives.ts'
import { type SearchJob, searchSideBySide } from '../../capacity/search-job.ts'
import type { HostLoad } from '../../engine/host-load.ts'
import { EXIT } from '../../kernel/errors.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { defaultThreads, memoryLimitBytes, workerHeapMiB } from '../../plan/capacity.ts'
import { captureEnvironment, harnessVersion } from '../../probe/environment.ts'
import type { Calibration } from '../../twin/calibrate.ts'
import { calibrationTrial } from '../../twin/calibration-trial.ts'
import { Organisation } from '../../world/organisation.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { type RawFlags, readFlags, readList, readText, readWhole } from '../flags.ts'
import { describeCapacity } from '../report/capacity.ts'
import { prepareRun } from '../run/prepare.ts'
import { measureCosts } from '../run/measure-costs.ts'
import type { PreparedRun } from '../run/prepared-run.ts'
import { takeRecordFolder } from '../run/record-folder.ts'

const TASKS = 2_000
/** Fewer leave a 99th percentile without evidence. */
const LEAST_TASKS = 700
const MOST_TASKS = 1_000_000
/** Arrival windows are at most so many times the workload's: what builds up over months is not load. */
const LONGEST = 16
/** Tasks per team and hour: thousands in a second. */
const MOST_RATE = 1e7
const JSON_FILE = 'capacity.json'
const CSV_FILE = 'capacity.csv'

const SAID = { passes: 'holds', fails: 'fails', 'no evidence': 'no evidence' } as const

/** Returns the exit code. Throws a located error for a bad flag or folder before any trial. */
export async function capacityCommand(source: string, raw: RawFlags): Promise<number> {
  const { stdout, stderr } = process
  const { objective: _, ...plain } = raw
  const flags = plain as Readonly<Record<string, string | boolean>>
  const wanted = readWhole(flags, 'tasks', LEAST_TASKS, MOST_TASKS) ?? TASKS
  const run = readFlags(flags)
  const cpu = run.cpu.kind
  const cores = run.cpu.kind === 'charged' ? run.cpu.cores : 1
  // Costs are measured at each size here, and not for the trials of a run.
  const prepared = await prepareRun(source, { ...run, cpu: { kind: 'free' } })
  const { workload, entrants } = prepared
  const chosen = chooseObjectives(
    workload.objectives ?? [],
    readList(raw, 'objective'),
    usToMs(workload.limits.taskDeadlineUs),
  )
  const jobs = workload.organisation.agents.flatMap((agents) =>
    entrants.map((entrant) => ({
      agents,
      entrant,
      objectives: objectivesFor(chosen, entrant.entrant, agents),
    })),
  )
  const tasks = Math.max(wanted, tasksNeeded(jobs.flatMap((job) => job.objectives)))
  const warnings = [
    ...prepared.warnings,
    ...chosen.leftOut.map(({ objective, because }) => `left out: "${objective}" ${because}`),
    ...(tasks === wanted
      ? []
      : [`${tasks} tasks a trial instead of ${wanted}: a percentile needs as many`]),
  ]
  for (const warning of warnings) stderr.write(`${warning}\n`)
  const at = hostTimestamp()
  const dir = await takeRecordFolder({
    command: 'capacity',
    file: JSON_FILE,
    out: readText(flags, 'out'),
    at,
  })
  const costs: Record<string, Calibration> = {}
  const searches: SearchJob[] = []
  if (cpu === 'charged') {
    stderr.write(`measuring what work costs here, some 10 to 30 s for each of ${jobs.length}\n`)
  }
  // Costs are measured before any search, so that none is slowed down by another thread's work.
  for (const { agents, entrant, objectives } of jobs) {
    const host = cpu === 'free' ? undefined : await hostFor(prepared, entrant, agents, cores, costs)
    searches.push({
      workload,
      entrant,
      agents,
      objectives: objectives.map(({ text }) => text),
      tasks,
      seed: prepared.flags.seed,
      search: ratesFor(workload, agents, tasks),
      ...(host === undefined ? {} : { host }),
    })
  }
  const { threads } = prepared.flags
  const records = await searchSideBySide(
    searches,
    threads === 'auto' ? defaultThreads() : threads,
    workerHeapMiB(),
    ({ entrant, agents, rate, verdict }) => {
      const at = `${rate.toPrecision(4)} per team and hour`
      stderr.write(`${entrant} at ${agents} agents, ${at}: ${SAID[verdict]}\n`)
    },
  )
  const document: CapacityDocument = {
    schema: CAPACITY_SCHEMA,
    at,
    workload: { name: workload.name, digest: prepared.digest },
    warnings,
    seed: prepared.flags.seed,
    tasks,
    cpu,
    ...(cpu === 'free' ? {} : { cores, costs }),
    harness: harnessVersion(),
    machine: captureEnvironment(memoryLimitBytes()),
    records,
  }
  const text = `${JSON.stringify(document)}\n`
  await writeFileDurably(join(dir, JSON_FILE), text)
  await writeFileDurably(join(dir, CSV_FILE), capacityCsv(records))
  const { publishCapacity } = await import('../../../dashboards/publish-capacity.ts')
  const page = await publishCapacity(dir, document)
  stdout.write(flags['json'] === true ? text : describeCapacity(records, cpu))
  stderr.write(`${JSON_FILE} and ${CSV_FILE} are in ${dir}\npage: ${page}\n`)
  return EXIT.done
}

/** The search begins where a trial's arrival window is as long as the workload's. */
function ratesFor({ arrivals, organisation }: Workload, agents: number, tasks: number) {
  const { teams } = new Organisation(organisation, agents)
  const start = Math.min(MOST_RATE, tasks / (teams * (arrivals.windowUs / HOUR)))
  return { start, least: start / LONGEST, most: MOST_RATE }
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
  const spec = calibrationTrial(workload, entrant, agents, flags.seed)
  const calibration = await measureCosts(spec)
  costs[`${entrant.entrant} ${agents}`] = calibration
  return { cores, cellsPerHost: organisation.cells, costs: calibration.costs }
}
