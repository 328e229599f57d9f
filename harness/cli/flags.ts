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
  /** Flags that change what is run, as they were given, for the command that reproduces it. */
  readonly given: readonly string[]
}

const MAX_SEED = 2 ** 32 - 1
const MAX_THREADS = 256
const REPRODUCING = [
  'agents',
  'architectures',
  'topologies',
  'profiles',
  'threads',
  'seed',
  'trials',
]

export function readFlags(raw: Readonly<Record<string, string | boolean>>): RunFlags {
  const text = (name: string): string | undefined => {
    const value = raw[name]
    return typeof value === 'string' ? value : undefined
  }
  const names = (name: string): string[] | undefined =>
    text(name)
      ?.split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  const agents = names('agents')?.map((size) => whole('--agents', size, 1, Number.MAX_SAFE_INTEGER))
  const trials = text('trials')
  const architectures = names('architectures')
  const profiles = names('profiles')
  return {
    overrides: {
      ...(agents === undefined ? {} : { agents }),
      ...(trials === undefined ? {} : { trials: whole('--trials', trials, 1, 1000) }),
      ...(architectures === undefined ? {} : { architectures }),
      ...(profiles === undefined ? {} : { profiles }),
    },
    topologies: names('topologies') ?? [],
    threads:
      text('threads') === undefined
        ? 'auto'
        : whole('--threads', text('threads') as string, 1, MAX_THREADS),
    seed: whole('--seed', text('seed') ?? '1', 0, MAX_SEED),
    out: text('out'),
    json: raw['json'] === true,
    dryRun: raw['dryRun'] === true,
    given: REPRODUCING.flatMap((name) => {
      const value = text(name)
      return value === undefined ? [] : [`--${name}`, value]
    }),
  }
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = Number(text.replaceAll('_', ''))
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  const upTo =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  throw new MusterError('USAGE', `"${text}" is not a whole number ${upTo}`, { where: flag })
}
