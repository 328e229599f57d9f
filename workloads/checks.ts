/**
 * What the schema cannot say: rules between fields. Sections that are not well formed are left out,
 * so that one fault does not hide the others.
 */
import type { Finding, Path } from './finding.ts'
import { formatDuration } from './duration.ts'
import { nearest } from './edit-distance.ts'
import { checkTasks } from './task-checks.ts'
import type { RawSections, RawWorkload } from './schema.ts'

/** Names that the caller knows. A list that is absent is not checked. */
export interface KnownNames {
  /** Latency profiles of the model. */
  readonly models?: readonly string[]
  readonly architectures?: readonly string[]
  /** Control profiles. */
  readonly profiles?: readonly string[]
  /** Whether a profile holds actions back until a person has decided. */
  readonly asksPeople?: (profile: string) => boolean
  /** What is wrong with an objective; undefined if nothing is. */
  readonly objectiveFault?: (objective: string) => ObjectiveFault | undefined
}

/** A fault at a part of an objective, in UTF-16 code units from its start. */
export interface ObjectiveFault {
  readonly message: string
  readonly hint: string
  readonly offset: number
  readonly length: number
}

/** Every broken rule between the fields of a file. */
export function checkRules(sections: RawSections, known: KnownNames = {}): Finding[] {
  return [
    ...checkOrganisation(sections),
    ...checkTasks(sections),
    ...checkNetwork(sections),
    ...checkMeasure(sections),
    ...checkReviewers(sections, known),
    ...checkAudit(sections),
    ...checkKnown(sections, known),
    ...checkObjectives(sections, known),
  ]
}

/** What is allowed and probably not meant. */
export function warnAbout(raw: RawWorkload): Finding[] {
  const found: Finding[] = []
  const size = raw.organisation.team.length
  for (const [agents, path] of sizesOf(raw)) {
    const left = agents % size
    if (left !== 0) {
      found.push({
        ...invalid(
          path,
          `${agents} agents are not whole teams of ${size}: the last team gets ${left} more`,
        ),
        hint: `the next whole size is ${agents + size - left}`,
      })
    }
  }
  if (raw.reports.every > raw.arrivals.window) {
    found.push({
      ...invalid(
        ['reports', 'every'],
        `reports are condensed every ${formatDuration(raw.reports.every)}, but the window is only ${formatDuration(raw.arrivals.window)}`,
      ),
      orPaths: [['arrivals', 'window']],
    })
  }
  if (raw.incident !== 'none' && raw.people.readerShare === 0) {
    found.push(
      invalid(['people', 'readerShare'], 'nobody reads boards, so the incident exposes nobody'),
    )
  }
  return found
}

function checkOrganisation(sections: RawSections): Finding[] {
  const { organisation } = sections
  if (organisation === undefined) return []
  const found: Finding[] = []
  const size = organisation.team.length
  const seen = new Set<number>()
  for (const [agents, path] of sizesOf(sections)) {
    if (agents < size) found.push(impossible(agents, size, path))
    if (path[0] !== 'organisation') continue
    if (seen.has(agents)) found.push(invalid(path, `the size ${agents} is listed twice`))
    seen.add(agents)
  }
  for (const [index, role] of organisation.team.entries()) {
    if (role !== 'meta') continue
    found.push({
      ...invalid(['organisation', 'team', index], 'the role "meta" is kept for meta-agents'),
      hint: 'choose another name',
    })
  }
  return found
}

function impossible(agents: number, size: number, path: Path): Finding {
  return {
    code: 'ORGANISATION_IMPOSSIBLE',
    message: `${agents} agents do not fill a team of ${size}: an organisation needs at least one whole team`,
    hint: `give at least ${size} agents, or a smaller team`,
    path,
    orPaths: [['organisation', 'team']],
  }
}

/** Every size that a workload will run, with the path that it was given at. */
function* sizesOf(sections: RawSections): Generator<[number, Path]> {
  const agents = sections.organisation?.agents
  if (typeof agents === 'number') yield [agents, ['organisation', 'agents']]
  if (Array.isArray(agents)) {
    for (const [index, size] of agents.entries()) yield [size, ['organisation', 'agents', index]]
  }
  const auth = sections.measure?.auth
  if (auth !== undefined && auth !== 'none') yield [auth.agents, ['measure', 'auth', 'agents']]
}

function checkNetwork({ network }: RawSections): Finding[] {
  if (network === undefined) return []
  const found: Finding[] = []
  for (const scope of ['local', 'crossDepartment'] as const) {
    const { min, median } = network[scope]
    if (min <= median) continue
    found.push({
      ...invalid(
        ['network', scope, 'min'],
        `the smallest delay, ${formatDuration(min)}, is above the median, ${formatDuration(median)}`,
      ),
      hint: 'lower min, or raise median',
      orPaths: [['network', scope, 'median']],
    })
  }
  return found
}

function checkMeasure({ measure }: RawSections): Finding[] {
  if (measure === undefined) return []
  const found = [
    ...repeated(measure.architectures, ['measure', 'architectures']),
    ...repeated(measure.profiles, ['measure', 'profiles']),
  ]
  if (measure.auth === 'none') return found
  const { levels } = measure.auth
  found.push(...repeated(levels, ['measure', 'auth', 'levels']))
  if (!levels.includes('A0')) {
    found.push({
      ...invalid(
        ['measure', 'auth', 'levels'],
        'the levels leave out A0, the reference of the comparison',
      ),
      hint: `write [A0, ${levels.join(', ')}]`,
    })
  }
  return found
}

function checkReviewers({ people, measure }: RawSections, known: KnownNames): Finding[] {
  if (people === undefined || measure === undefined || people.reviewers > 0) return []
  const profile = measure.profiles.find((name) => known.asksPeople?.(name) ?? false)
  if (profile === undefined) return []
  return [
    {
      ...invalid(
        ['people', 'reviewers'],
        `profile "${profile}" holds actions until a person has decided, and there are no reviewers`,
      ),
      hint: 'give at least one reviewer, or a profile with approvals H0',
      orPaths: [['measure', 'profiles']],
    },
  ]
}

function checkAudit({ audit }: RawSections): Finding[] {
  if (audit === undefined || audit.durability === 'group') return []
  return (['groupRecords', 'groupWindow'] as const).flatMap((key) =>
    audit[key] === undefined
      ? []
      : [
          {
            ...invalid(['audit', key], `${key} says how large a group is, and nothing is grouped`),
            hint: 'write durability: group, or leave it out',
          },
        ],
  )
}

function checkObjectives({ objectives = [] }: RawSections, known: KnownNames): Finding[] {
  const path = (index: number): Path => ['objectives', index]
  const faults = objectives.flatMap((objective, index) => {
    const fault = known.objectiveFault?.(objective)
    if (fault === undefined) return []
    const { message, hint, offset, length } = fault
    return [{ ...invalid(path(index), message), hint, part: { offset, length } }]
  })
  return [...faults, ...repeated(objectives, ['objectives'])]
}

function repeated(names: readonly string[], path: Path): Finding[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [invalid([...path, index], `"${name}" is listed twice`)],
  )
}

function checkKnown({ model, measure }: RawSections, known: KnownNames): Finding[] {
  const found: Finding[] = []
  if (model !== undefined) {
    found.push(...unknown('model profile', model.profile, ['model', 'profile'], known.models))
  }
  for (const [index, entrant] of (measure?.architectures ?? []).entries()) {
    const architecture = entrant.split(':', 1)[0] ?? entrant
    const path = ['measure', 'architectures', index]
    found.push(...unknown('architecture', architecture, path, known.architectures))
  }
  for (const [index, profile] of (measure?.profiles ?? []).entries()) {
    // Levels may follow the name; which there are is the harness's to know.
    const name = profile.split('/', 1)[0] ?? profile
    found.push(...unknown('profile', name, ['measure', 'profiles', index], known.profiles))
  }
  const auth = measure?.auth
  if (auth !== undefined && auth !== 'none') {
    found.push(...unknown('profile', auth.profile, ['measure', 'auth', 'profile'], known.profiles))
  }
  return found
}

function unknown(
  what: string,
  name: string,
  path: Path,
  names: readonly string[] | undefined,
): Finding[] {
  if (names === undefined || names.includes(name)) return []
  const near = nearest(name, names)
  return [
    {
      ...invalid(path, `there is no ${what} "${name}"; expected one of: ${names.join(', ')}`),
      ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
    },
  ]
}

function invalid(path: Path, message: string): Finding {
  return { code: 'WORKLOAD_INVALID', path, message }
}
