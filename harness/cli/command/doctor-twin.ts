/** `muster doctor --twin`: virtual time with charged CPU time against the wall clock. */
import { ARCHITECTURES } from '../../../adapters/registry.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import { EXIT } from '../../kernel/errors.ts'
import { resolveEntrants } from '../../plan/entrants.ts'
import { checkTwin, TOLERANCE, type TwinQuantile, type TwinResult } from '../../twin/check-twin.ts'
import { readNames, readWhole } from '../flags.ts'
import { alignColumns } from '../report/table.ts'

const AGENTS = 78
const REPEATS = 3
/** Work of its own is little for most; signing and verifying each message is felt by all. */
const PROFILES = ['bare', 'bare/A3']
const MOST_REPEATS = 100
const SEED = 1

/** Returns the exit code: not valid unless everything holds. Throws a located error for a bad flag. */
export async function doctorTwinCommand(
  raw: Readonly<Record<string, string | boolean | readonly string[]>>,
): Promise<number> {
  const { stdout, stderr } = process
  const repeats = readWhole(raw, 'repeats', 1, MOST_REPEATS) ?? REPEATS
  const entrants = await resolveEntrants({
    architectures: readNames(raw, 'architectures') ?? ARCHITECTURES,
    architecturesFrom: '--architectures',
    profiles: PROFILES,
    topologies: [],
  })
  const { workload } = loadWorkload('smoke')
  const results: TwinResult[] = []
  for (const { entrant, architecture, topology, controls } of entrants) {
    stderr.write(`${entrant}: ${repeats} runs by the wall clock\n`)
    const result = await checkTwin({
      workload,
      entrant,
      architecture,
      topology,
      levels: controls,
      agents: AGENTS,
      seed: SEED,
      repeats,
    })
    results.push(result)
    const verdicts = result.quantiles.map((one) => `p${one.q * 100} ${offBy(one)} ${one.verdict}`)
    stderr.write(`  charged against wall: ${verdicts.join(', ')}\n`)
  }
  const document = { schema: 'muster/twin@1', agents: AGENTS, tolerance: TOLERANCE, results }
  stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describe(results))
  const holds = results.every(({ quantiles }) => quantiles.every((one) => one.verdict === 'holds'))
  return holds ? EXIT.done : EXIT.notValid
}

function describe(results: readonly TwinResult[]): string {
  const header = [
    ...['entrant', '', 'no CPU s', 'charged s', 'wall s', 'least – most', 'off by', 'verdict'],
    ...['busy', 'stolen', 'speed'],
  ]
  const rows = results.flatMap(({ entrant, quantiles, utilisation, stolen, speed }) =>
    quantiles.map((one, i) => [
      i === 0 ? entrant : '',
      `p${one.q * 100}`,
      seconds(one.freeMs),
      seconds(one.chargedMs),
      seconds(one.wallMs),
      `${seconds(one.wallLowMs)} – ${seconds(one.wallHighMs)}`,
      offBy(one),
      one.verdict,
      ...(i === 0
        ? [percent(utilisation), percent(stolen), `${speed.toPrecision(3)} ×`]
        : ['', '', '']),
    ]),
  )
  return `${alignColumns([header, ...rows])}Latencies are virtual. Stolen is time that the machine kept this program from running; it is left out, and with more than 2 % of it a difference is no evidence.\n`
}

function offBy({ chargedMs, wallMs }: TwinQuantile): string {
  if (chargedMs === null || wallMs === null) return '–'
  return `${((chargedMs / wallMs - 1) * 100).toFixed(1)} %`
}

function seconds(ms: number | null): string {
  return ms === null ? '–' : (ms / 1000).toFixed(2)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
