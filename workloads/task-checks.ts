/** Rules of the task mix: every step can be done, and every step feeds the result. */
import type { Finding, Path } from './finding.ts'
import { nearest } from './edit-distance.ts'
import type { RawSections, RawTask } from './schema.ts'

/** Every broken rule of the task types. Without a task list there is none: the default mix fits any team. */
export function checkTasks({ tasks, organisation }: RawSections): Finding[] {
  if (tasks === undefined) return []
  const found: Finding[] = []
  for (const [index, task] of tasks.entries()) {
    const path = ['tasks', index]
    if (tasks.findIndex((other) => other.name === task.name) !== index) {
      found.push(invalid([...path, 'name'], `two task types are called "${task.name}"`))
    }
    found.push(...checkGraph(task, path))
    if (organisation !== undefined) {
      found.push(...checkRoles(task, path, organisation.team))
      if (organisation.peerTeams === 0) found.push(...checkNoPeers(task, path))
    }
  }
  return found
}

function checkRoles(task: RawTask, path: Path, team: readonly string[]): Finding[] {
  return task.steps.flatMap((step, index) => {
    if (team.includes(step.role)) return []
    const roles = [...new Set(team)]
    const near = nearest(step.role, roles)
    return [
      {
        ...invalid(
          [...path, 'steps', index, 'role'],
          `the team has no "${step.role}"; its roles are: ${roles.join(', ')}`,
        ),
        hint:
          near === undefined
            ? 'use one of them, or add the role to organisation.team'
            : `did you mean "${near}"?`,
      },
    ]
  })
}

function checkNoPeers(task: RawTask, path: Path): Finding[] {
  return task.steps.flatMap((step, index) =>
    step.at === 'team'
      ? []
      : [
          {
            ...invalid(
              [...path, 'steps', index, 'at'],
              `the step "${step.name}" is done at a peer, but organisation.peerTeams is 0`,
            ),
            hint: 'set organisation.peerTeams to 1 or more, or write at: team',
          },
        ],
  )
}

function checkGraph(task: RawTask, path: Path): Finding[] {
  const found: Finding[] = []
  const names = task.steps.map((step) => step.name)
  const last = task.steps.length - 1
  for (const [index, step] of task.steps.entries()) {
    const here = [...path, 'steps', index]
    const earlier = names.slice(0, index)
    if (earlier.includes(step.name)) {
      found.push(
        invalid([...here, 'name'], `two steps of "${task.name}" are called "${step.name}"`),
      )
    }
    for (const [position, need] of step.needs.entries()) {
      const at = [...here, 'needs', position]
      if (step.needs.indexOf(need) !== position) {
        found.push(invalid(at, `"${need}" is listed twice`))
      } else if (!earlier.includes(need)) {
        found.push(badNeed(step.name, need, names, earlier, at))
      }
    }
    if (step.at === 'peer' && step.needs.length === 0) {
      found.push({
        ...invalid(
          [...here, 'at'],
          `the peer step "${step.name}" needs nothing, so there is nothing to ask about`,
        ),
        hint: 'name an earlier step in its needs',
      })
    }
    if (step.at === 'peer' && index === last) {
      found.push({
        ...invalid(
          [...here, 'at'],
          `the last step, "${step.name}", is the result and must be done at: team`,
        ),
        hint: 'add a last step in which a member of the team composes the result',
      })
    }
    // A step that nothing needs could be skipped unnoticed, and architectures would differ in work.
    if (index < last && !task.steps.some((other) => other.needs.includes(step.name))) {
      found.push({
        ...invalid(
          [...here, 'name'],
          `nothing needs the step "${step.name}", so the result cannot depend on it`,
        ),
        hint: `add "${step.name}" to the needs of a later step`,
      })
    }
  }
  return found
}

function badNeed(
  step: string,
  need: string,
  names: readonly string[],
  earlier: readonly string[],
  path: Path,
): Finding {
  if (need === step) {
    return { ...invalid(path, `the step "${step}" needs itself`), hint: 'remove it' }
  }
  if (names.includes(need)) {
    return {
      ...invalid(path, `"${need}" comes after "${step}"; a step may only need earlier ones`),
      hint: 'change the order of the steps',
    }
  }
  const near = nearest(need, earlier)
  const choice = earlier.length === 0 ? 'there is none' : `they are: ${earlier.join(', ')}`
  return {
    ...invalid(path, `"${need}" is not an earlier step; ${choice}`),
    ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
  }
}

function invalid(path: Path, message: string): Finding {
  return { code: 'WORKLOAD_INVALID', path, message }
}
