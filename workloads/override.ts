/** Command-line flags on top of a workload, under the same rules. */
import { codeFrame } from './code-frame.ts'
import { warnAbout, type KnownNames } from './checks.ts'
import { pathText, type Finding } from './finding.ts'
import { DEFAULT_MAX_TRIALS, DEFAULT_PRECISION } from './trials-section.ts'
import { validateWorkload } from './validate.ts'
import { workloadDigest } from './workload-digest.ts'
import { WorkloadError, type WorkloadProblem } from './workload-error.ts'
import type { AuthLadderSpec, MeasureSpec, Workload } from './workload.ts'

export interface WorkloadOverrides {
  readonly agents?: readonly number[]
  readonly trials?: number | 'auto'
  readonly aa?: boolean
  readonly architectures?: readonly string[]
  readonly profiles?: readonly string[]
  /** Beside those of the workload. */
  readonly objectives?: readonly string[]
}

export interface OverriddenWorkload {
  readonly workload: Workload
  readonly digest: string
  readonly warnings: readonly string[]
}

export interface OverrideOptions {
  readonly known?: KnownNames
}

/**
 * A workload with some of its choices replaced. `where` of an error is the flag (`--agents`). The auth
 * ladder moves to the largest given size that is not above its own, or is left out, so that nothing is
 * run at a size that was not asked for. The digest is computed again, and is the same, because none of these changes behaviour.
 */
export function overrideWorkload(
  workload: Workload,
  overrides: WorkloadOverrides,
  options: OverrideOptions = {},
): OverriddenWorkload {
  // Only what was overridden is checked, by the rules of the file.
  const validated = validateWorkload(
    {
      organisation: {
        team: workload.organisation.team,
        agents: overrides.agents ?? workload.organisation.agents,
      },
      people: { reviewers: workload.people.reviewers },
      measure: given({
        trials: overrides.trials,
        architectures: overrides.architectures,
        profiles: overrides.profiles,
      }),
      ...(overrides.objectives === undefined ? {} : { objectives: overrides.objectives }),
    },
    knownOf(overrides, options.known ?? {}),
  )
  if (validated.kind === 'invalid') {
    throw new WorkloadError(validated.findings.map((one) => problemOf(one, overrides)))
  }
  const { agents, architectures, profiles } = overrides
  const { auth, ...rest } = withTrials(workload.measure, overrides)
  const ladder = agents === undefined ? auth : ladderAt(agents, auth)
  const measure: MeasureSpec = {
    ...rest,
    ...(architectures === undefined ? {} : { architectures }),
    ...(profiles === undefined ? {} : { profiles }),
    ...(ladder === undefined ? {} : { auth: ladder }),
  }
  const changed: Workload = {
    ...workload,
    organisation: { ...workload.organisation, ...(agents === undefined ? {} : { agents }) },
    measure,
    ...(overrides.objectives === undefined
      ? {}
      : { objectives: [...new Set([...(workload.objectives ?? []), ...overrides.objectives])] }),
  }
  const warnings =
    agents === undefined ? [] : warnAbout(validated.raw).map((one) => problemOf(one, overrides))
  return {
    workload: changed,
    digest: workloadDigest(changed),
    warnings: warnings.map(({ where, message }) => `${where}: ${message}`),
  }
}

/** A number of trials that is given takes the place of the rule, and the other way round. */
function withTrials(measure: MeasureSpec, { trials, aa }: WorkloadOverrides): MeasureSpec {
  const { stopping, ...fixed } = measure
  const given = {
    ...(trials === undefined ? measure : fixed),
    ...(aa === true ? { aa } : {}),
  }
  if (trials === undefined) return given
  if (trials !== 'auto') return { ...given, trials }
  return stopping === undefined
    ? { ...given, trials: DEFAULT_MAX_TRIALS, stopping: { precision: DEFAULT_PRECISION } }
    : { ...given, stopping }
}

/** The ladder at the largest given size that is not above its own; none if all are above. */
function ladderAt(
  agents: readonly number[],
  auth: AuthLadderSpec | undefined,
): AuthLadderSpec | undefined {
  if (auth === undefined) return undefined
  const sizes = agents.filter((size) => size <= auth.agents)
  return sizes.length === 0 ? undefined : { ...auth, agents: Math.max(...sizes) }
}

/** Without the lists for what was not overridden, because defaults stand in for that here. */
function knownOf(overrides: WorkloadOverrides, known: KnownNames): KnownNames {
  return {
    ...(overrides.architectures && known.architectures
      ? { architectures: known.architectures }
      : {}),
    ...(overrides.profiles && known.profiles ? { profiles: known.profiles } : {}),
    ...(overrides.profiles && known.asksPeople ? { asksPeople: known.asksPeople } : {}),
    ...(known.objectiveFault ? { objectiveFault: known.objectiveFault } : {}),
  }
}

/** The finding with the flag as its place. */
function problemOf(finding: Finding, { objectives }: WorkloadOverrides): WorkloadProblem {
  const [section, key] = finding.path
  const objective = section === 'objectives' ? objectives?.[Number(key)] : undefined
  const flag =
    section === 'organisation'
      ? '--agents'
      : section === 'people'
        ? '--profiles'
        : section === 'objectives'
          ? '--objective'
          : `--${String(key)}`
  const path = pathText(finding.path)
  const { message } = finding
  return {
    code: finding.code,
    where: flag,
    message: message.startsWith(path) ? flag + message.slice(path.length) : message,
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    ...(objective === undefined || finding.part === undefined
      ? {}
      : frameOf(objective, finding.part)),
  }
}

/** The objective with its faulty part underlined. */
function frameOf(
  objective: string,
  { offset, length }: NonNullable<Finding['part']>,
): Pick<WorkloadProblem, 'line' | 'column' | 'frame'> {
  const spot = { line: 1, column: offset + 1, length }
  return { line: 1, column: spot.column, frame: codeFrame([objective], spot) }
}

function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
