/** Flags of `muster run`, checked and located. */
import type { WorkloadOverrides } from '../../workloads/override.ts'
import { MusterError } from '../kernel/errors.ts'

export interface RunFlags {
  readonly overrides: WorkloadOverrides
  readonly topologies: readonly string[]
  /** `auto`: as many as pay off for the trial. */
  readonly threads: number | 'auto'
  readonly seed: number
  readonly out: string | undefined
  readonly json: boolean
  readonly dryRun: boolean
  /** Run even what is not expected to fit. */
  readonly force: boolean
  /** What the work of a trial takes. */
  readonly cpu: CpuFlags
  /** Measure what authentication costs after the trials, if the workload has an auth ladder. */
  readonly probe: boolean
  /** File or folder of the verdicts on predictions that the page shows. */
  readonly predictions: string | undefined
  /** Go on with a run: with that of a folder, or (`true`) with the one in `out`. */
  readonly resume: string | boolean
  /** Flags that change what is run, as they were given, for the command that reproduces it. */
  readonly given: readonly string[]
}

/** `free`: no time. `charged`: what a table says, on the cores of simulated hosts. */
export type CpuFlags =
  | { readonly kind: 'free' }
  | {
      readonly kind: 'charged'
      readonly cores: number
      /** Undefined: one host has the whole organisation. */
      readonly departmentsPerHost: number | undefined
      /** File of the costs. Undefined: they are measured. */
      readonly costTable: string | undefined
    }

/** What commander collected: a list for a flag that may be given several times. */
export type RawFlags = Readonly<Record<string, string | boolean | readonly string[]>>

export const DEFAULT_SEED = '1'
const MAX_SEED = 2 ** 32 - 1
const MAX_THREADS = 256
const MAX_TRIALS = 1000
const MAX_CORES = 1_024
const MAX_DEPARTMENTS = 1_000_000
const REPRODUCING = [
  'agents',
  'architectures',
  'topologies',
  'profiles',
  'threads',
  'seed',
  'trials',
  'cpu',
  'cores',
  'departments-per-host',
  'cost-table',
  'predictions',
]

/** Changes nothing about the trials, so a resumed run may have it too. */
const NO_PROBE = '--no-probe'

/** Reads what commander collected. Throws USAGE with the flag as its place. */
export function readFlags(collected: RawFlags): RunFlags {
  const raw = asWritten(collected)
  const sizes = readNames(raw, 'agents')
  const agents = sizes?.map((size) => readSize(size, sizes))
  const trials = readTrials(raw)
  const architectures = readNames(raw, 'architectures')
  const profiles = readNames(raw, 'profiles')
  const objectives = readList(raw, 'objective')
  return {
    overrides: {
      ...(agents === undefined ? {} : { agents }),
      ...(trials === undefined ? {} : { trials }),
      ...(raw['aa'] === true ? { aa: true } : {}),
      ...(architectures === undefined ? {} : { architectures }),
      ...(profiles === undefined ? {} : { profiles }),
      ...(objectives.length === 0 ? {} : { objectives }),
    },
    topologies: readNames(raw, 'topologies') ?? [],
    threads: readWhole(raw, 'threads', 1, MAX_THREADS) ?? 'auto',
    seed: readWhole(raw, 'seed', 0, MAX_SEED) ?? 1,
    out: readText(raw, 'out'),
    json: raw['json'] === true,
    dryRun: raw['dryRun'] === true,
    force: raw['force'] === true,
    cpu: readCpuFlags(raw),
    probe: raw['probe'] !== false,
    predictions: readText(raw, 'predictions'),
    resume: readText(raw, 'resume') ?? raw['resume'] === true,
    given: [
      ...REPRODUCING.flatMap((name) => {
        const value = readText(raw, name)
        return value === undefined ? [] : [`--${name}`, value]
      }),
      ...(raw['aa'] === true ? ['--aa'] : []),
      ...objectives.flatMap((objective) => ['--objective', objective]),
      ...(raw['probe'] === false ? [NO_PROBE] : []),
    ],
  }
}

/** Commander's names of flags, and as they are written. */
const CAMEL = { costTable: 'cost-table', departmentsPerHost: 'departments-per-host' } as const

function asWritten(raw: RawFlags): RawFlags {
  const named = Object.entries(raw).map(([name, value]) => [
    CAMEL[name as keyof typeof CAMEL] ?? name,
    value,
  ])
  return Object.fromEntries(named) as RawFlags
}

/** Throws USAGE for another way to count, and for a flag that says nothing where work takes no time. */
export function readCpuFlags(raw: RawFlags): CpuFlags {
  const cpu = readText(raw, 'cpu') ?? 'free'
  if (cpu !== 'free' && cpu !== 'charged') {
    throw new MusterError('USAGE', `"${cpu}" is not a way to count CPU time`, {
      where: '--cpu',
      hint: 'free or charged',
    })
  }
  const cores = readWhole(raw, 'cores', 1, MAX_CORES)
  const departmentsPerHost = readWhole(raw, 'departments-per-host', 1, MAX_DEPARTMENTS)
  const costTable = readText(raw, 'cost-table')
  if (cpu === 'charged') return { kind: cpu, cores: cores ?? 1, departmentsPerHost, costTable }
  for (const [name, value] of Object.entries({
    cores,
    'departments-per-host': departmentsPerHost,
    'cost-table': costTable,
  })) {
    if (value === undefined) continue
    throw new MusterError(
      'USAGE',
      `${name.replaceAll('-', ' ')} matter only where work takes time`,
      {
        where: `--${name}`,
        hint: `add --cpu charged, or leave --${name} out`,
      },
    )
  }
  return { kind: cpu }
}

/**
 * The folder to resume, or undefined for a run that begins. Throws USAGE where the folder and the
 * flags beside it contradict each other, because a run goes on as it was begun.
 */
export function resumedFolder(source: string | undefined, flags: RunFlags): string | undefined {
  const { resume, out, given } = flags
  if (resume === false) {
    if (source !== undefined) return undefined
    throw new MusterError('USAGE', "missing required argument 'workload'", {
      where: 'workload',
      hint: 'name a file or smoke, organisation or working-day; --resume <dir> goes on with a run',
    })
  }
  if (resume === true) {
    if (source !== undefined && out !== undefined) return out
    throw new MusterError('USAGE', 'it is not said which run to go on with', {
      where: '--resume',
      hint: 'give its folder: --resume <dir>',
    })
  }
  if (out !== undefined && out !== resume) {
    throw new MusterError('USAGE', `"${resume}" and --out "${out}" are two folders`, {
      where: '--resume',
      hint: 'give --resume <dir>, or <workload> --out <dir> --resume with the workload first',
    })
  }
  const choices = given.filter(
    (word, i) => word.startsWith('--') && word !== NO_PROBE && !isDefaultSeed(given, i),
  )
  if (source === undefined && choices.length > 0) {
    throw new MusterError('USAGE', 'a run goes on as it was begun', {
      where: choices[0] as string,
      hint: 'leave it out; run.json has what the run is',
    })
  }
  return resume
}

function isDefaultSeed(given: readonly string[], i: number): boolean {
  return given[i] === '--seed' && given[i + 1] === DEFAULT_SEED
}

/** An empty value is a mistake, such as an unset variable of a shell, and never means a default. */
export function readText(raw: RawFlags, name: string): string | undefined {
  const value = raw[name]
  if (typeof value !== 'string') return undefined
  if (value.trim() !== '') return value
  throw new MusterError('USAGE', 'the value is empty', {
    where: `--${name}`,
    hint: `give a value, or leave --${name} out`,
  })
}

/** The values of a flag that may be given several times; none is empty. */
export function readList(raw: RawFlags, name: string): readonly string[] {
  const values = raw[name]
  if (typeof values !== 'object') return []
  if (values.every((value) => value.trim() !== '')) return values
  throw new MusterError('USAGE', 'the value is empty', {
    where: `--${name}`,
    hint: `give a value, or leave --${name} out`,
  })
}

export function readNames(raw: RawFlags, name: string): string[] | undefined {
  const text = readText(raw, name)
  if (text === undefined) return undefined
  const names = text.split(',').map((part) => part.trim())
  if (!names.includes('')) return names
  throw new MusterError('USAGE', `"${text}" has an empty part`, {
    where: `--${name}`,
    hint: 'write names with single commas between them',
  })
}

function readTrials(raw: RawFlags): number | 'auto' | undefined {
  return readText(raw, 'trials') === 'auto' ? 'auto' : readWhole(raw, 'trials', 1, MAX_TRIALS)
}

/** A whole number in the range, or undefined if the flag was not given. Throws USAGE. */
export function readWhole(
  raw: RawFlags,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = readText(raw, name)
  if (text === undefined) return undefined
  const value = wholeOf(text)
  if (value !== undefined && value >= least && value <= most) return value
  throw new MusterError('USAGE', `"${text}" is not a whole number from ${least} to ${most}`, {
    where: `--${name}`,
    hint: `for example --${name} ${Math.max(least, 1)}`,
  })
}

function readSize(size: string, sizes: readonly string[]): number {
  const value = wholeOf(size)
  // In 78,000 the comma parts two sizes, and the second would be 0.
  const thousands = sizes.some((part) => /^0\d\d$/.test(part))
  if (value !== undefined && value >= 1 && !thousands) return value
  throw new MusterError(
    'USAGE',
    thousands
      ? `"${sizes.join(',')}" has a comma inside a number`
      : `"${size}" is not a whole number of at least 1`,
    {
      where: '--agents',
      hint: thousands
        ? `commas part sizes: write ${sizes.join('')} or ${sizes.join('_')} for one size`
        : 'for example --agents 78,780',
    },
  )
}

/** Decimal digits, with `_` between them if that helps to read. */
function wholeOf(text: string): number | undefined {
  if (!/^\d+(_\d+)*$/.test(text.trim())) return undefined
  const value = Number(text.replaceAll('_', ''))
  return Number.isSafeInteger(value) ? value : undefined
}
