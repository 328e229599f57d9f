/** `muster doctor --twin`: virtual time with charged CPU time against the wall clock. */
import { ARCHITECTURES } from '../../../adapters/registry.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import { EXIT } from '../../kernel/errors.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import { deriveSeed, purpose } from '../../kernel/random.ts'
import { resolveEntrants } from '../../plan/entrants.ts'
import { runOnShards } from '../../pool/run-on-shards.ts'
import {
  judgeTwin,
  LEAST_MISS,
  PACE,
  TOLERANCE,
  type TwinQuantile,
  type TwinResult,
} from '../../twin/check-twin.ts'
import type { TwinRun, TwinRunSpec } from '../../twin/twin-run.ts'
import { readNames, readWhole } from '../flags.ts'
import { alignColumns } from '../report/table.ts'

const AGENTS = 78
/** Runs until there are so many tasks, within these bounds: a 99th percentile needs them. */
const TASKS = 8_000
const REPEATS = { least: 3, most: 12 }
const PROFILES = ['bare']
const MOST_REPEATS = 100
const SEED = 1
const MOST_SEED = 2 ** 32 - 1
/** With its warm-up and the twin's own runs of the same tasks. */
const LEAST_RUN_S = 30
const RUN = purpose('twin.run')
const MODULE = 'harness/twin/check-worker'

/** Returns the exit code: not valid unless everything holds. Throws a located error for a bad flag. */
export async function doctorTwinCommand(
  raw: Readonly<Record<string, string | boolean | readonly string[]>>,
): Promise<number> {
  const { stdout, stderr } = process
  const given = readWhole(raw, 'repeats', 1, MOST_REPEATS)
  const entrants = await resolveEntrants({
    architectures: readNames(raw, 'architectures') ?? ARCHITECTURES,
    architecturesFrom: '--architectures',
    profiles: readNames(raw, 'profiles') ?? PROFILES,
    topologies: [],
  })
  const seed = readWhole(raw, 'seed', 0, MOST_SEED) ?? SEED
  const { workload } = loadWorkload('smoke')
  const leastS = entrants.length * (given ?? REPEATS.least) * LEAST_RUN_S
  stderr.write(
    `${entrants.length} entrants, ${given ?? `${REPEATS.least} to ${REPEATS.most}`} runs of each by the wall clock: at least ${minutes(leastS)} min, more where tasks are dear, which is told after the first run of each; leave the machine alone meanwhile\n`,
  )
  const results: TwinResult[] = []
  for (const { entrant, architecture, topology, controls } of entrants) {
    const runs: TwinRun[] = []
    let repeats = given ?? REPEATS.least
    const startMs = hostNowMs()
    for (let nth = 0; nth < repeats; nth++) {
      const [first] = runs
      const task: TwinRunSpec = {
        ...{ workload, architecture, topology, levels: controls, agents: AGENTS, pace: PACE },
        seed: deriveSeed(seed, RUN, nth),
        ...(first === undefined ? {} : { load: first.load }),
      }
      // A fresh thread each, as trials have: what is compiled how is a matter of luck.
      runs.push(...(await runOnShards<TwinRunSpec, TwinRun>(MODULE, 'runTwinHere', 1, task)))
      if (nth === 0) {
        repeats = given ?? repeatsFor(runs[0]?.load.tasks ?? 0)
        const runS = (hostNowMs() - startMs) / 1000
        stderr.write(`${entrant}: ${repeats} runs, ${minutes(repeats * runS)} min\n`)
      }
    }
    const result = judgeTwin(entrant, runs)
    results.push(result)
    const verdicts = result.quantiles.map((one) => `p${one.q * 100} ${offBy(one)} ${one.verdict}`)
    stderr.write(`  charged against wall: ${verdicts.join(', ')}\n`)
  }
  const document = {
    schema: 'muster/twin@2',
    ...{ agents: AGENTS, seed, pace: PACE, tolerance: TOLERANCE, results },
  }
  stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describe(results))
  const holds = results.every(({ quantiles }) => quantiles.every((one) => one.verdict === 'holds'))
  return holds ? EXIT.done : EXIT.notValid
}

function minutes(seconds: number): number {
  return Math.ceil(seconds / 60)
}

function repeatsFor(tasksOfRun: number): number {
  const wanted = Math.ceil(TASKS / tasksOfRun)
  return Math.min(REPEATS.most, Math.max(REPEATS.least, wanted))
}

function describe(results: readonly TwinResult[]): string {
  const header = [
    ...['entrant', '', 'wall s', 'charged s', 'off by', '95 % interval', 'uncharged', 'verdict'],
    ...['tasks', 'busy', 'stolen', 'speed'],
  ]
  const rows = results.flatMap(({ entrant, tasks, quantiles, utilisation, stolen, speed }) =>
    quantiles.map((one, i) => [
      i === 0 ? entrant : '',
      `p${one.q * 100}`,
      seconds(one.wallMs),
      seconds(one.chargedMs),
      offBy(one),
      `${difference(one.lowRatio)} … ${difference(one.highRatio)}`,
      difference(ratioOf(one.freeMs, one.wallMs)),
      one.verdict,
      ...(i === 0
        ? [`${tasks}`, percent(utilisation), percent(stolen), `${speed.toPrecision(3)} ×`]
        : ['', '', '', '']),
    ]),
  )
  return `${alignColumns([header, ...rows])}Latencies are virtual, and all entrants have the same load: work on a task is ${percent(PACE.felt)} of a median latency, and a core is busy for ${percent(PACE.utilisation.least)} of the time, or up to ${percent(PACE.utilisation.most)} where tasks are dear. A quantile holds if its whole interval, over blocks of tasks, is within ${percent(TOLERANCE)}. Uncharged is how far off latencies are that leave the work out: from ${percent(LEAST_MISS)} on, agreement of the charged ones says something. Stolen is time that the machine kept this program from running; it is left out, and with more than 2 % of it a difference is no evidence.\n`
}

function offBy({ chargedMs, wallMs }: TwinQuantile): string {
  return difference(ratioOf(chargedMs, wallMs))
}

function ratioOf(ms: number | null, wallMs: number | null): number | null {
  return ms === null || wallMs === null ? null : ms / wallMs
}

function difference(ratio: number | null): string {
  return ratio === null ? '–' : `${((ratio - 1) * 100).toFixed(1)} %`
}

function seconds(ms: number | null): string {
  return ms === null ? '–' : (ms / 1000).toFixed(2)
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
