import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitCodeOf, MusterError } from '../harness/kernel/errors.ts'
import { loadWorkload, MAX_WORKLOAD_BYTES, parseWorkload } from './load.ts'
import { WorkloadError } from './workload-error.ts'

function errorOf(run: () => unknown): MusterError {
  try {
    run()
  } catch (error) {
    if (error instanceof MusterError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

function problemsOf(text: string) {
  const error = errorOf(() => parseWorkload(text, 'w.yaml'))
  expect(error).toBeInstanceOf(WorkloadError)
  expect(exitCodeOf(error)).toBe(2)
  return (error as WorkloadError).problems
}

/** The only problem of a text. */
function problemOf(text: string) {
  const problems = problemsOf(text)
  expect(problems.map((problem) => problem.message)).toHaveLength(1)
  return problems[0]
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-workloads-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('loading a workload', () => {
  it('accepts ten lines and fills in the rest', () => {
    const { workload } = parseWorkload(
      'organisation:\n  agents: 600\narrivals:\n  window: 90m\nincident: none\n',
      'team/my plan.yaml',
    )
    expect(workload.name).toBe('my-plan')
    expect(workload.organisation.agents).toEqual([600])
    expect(workload.arrivals.windowUs).toBe(5_400_000_000)
    expect(workload.limits.taskDeadlineUs).toBe(1_800_000_000)
    expect(workload.network.local).toEqual({ medianMs: 2, sigma: 0.5, minMs: 0.2 })
    expect(workload).not.toHaveProperty('incident')
    expect(workload.measure).not.toHaveProperty('auth')
  })

  it('scales shares to sum to 1', () => {
    const step = '[{ name: a, role: lead }]'
    const { workload } = parseWorkload(
      `tasks:\n  - { name: x, share: 3, steps: ${step} }\n  - { name: y, steps: ${step} }\n`,
      'w.yaml',
    )
    expect(workload.tasks.map((task) => task.share)).toEqual([0.75, 0.25])
  })

  it('follows anchors and locates faults through them', () => {
    const problem = problemOf(
      'network:\n  local: &d { median: 1ms, min: 5ms }\n  crossDepartment: *d\n'.replace(
        'crossDepartment: *d',
        'crossDepartment: { median: 9ms, min: 1ms }',
      ),
    )
    expect(problem?.where).toBe('w.yaml:2:33')
    const aliased = problemsOf('network:\n  local: &d { min: 0ms }\n  crossDepartment: *d\n')
    expect(aliased.map(({ where }) => where)).toEqual(['w.yaml:2:20'])
  })

  it('finds a library workload by its name, with or without extension', () => {
    const byName = loadWorkload('organisation')
    expect(byName.workload.name).toBe('organisation')
    expect(byName.file).toMatch(/workloads[/\\]library[/\\]organisation\.yaml$/)
    expect(loadWorkload('organisation.yaml')).toEqual(byName)
  })

  it('warns of sizes that are not whole teams', () => {
    const { warnings } = parseWorkload('organisation:\n  agents: [78, 100]\n', 'w.yaml')
    expect(warnings).toEqual([
      'w.yaml:2:16: 100 agents are not whole teams of 6: the last team gets 4 more; the next whole size is 102',
    ])
  })

  it('warns of tags that it does not know', () => {
    const { warnings } = parseWorkload('name: !secret x\n', 'w.yaml')
    expect(warnings).toEqual(['w.yaml:1:7: Unresolved tag: !secret'])
  })
})

describe('a fault in a workload', () => {
  it('is shown with place, code frame and hint', () => {
    const error = errorOf(() =>
      parseWorkload('name: x\narrivals:\n  windw: 4h\nincident: none\n', 'my.yaml'),
    )
    expect(error.code).toBe('WORKLOAD_INVALID')
    expect(error.where).toBe('my.yaml:3:3')
    expect(error.hint).toBe('did you mean "window"?')
    expect(error.message).toBe(
      [
        'arrivals has no key "windw"',
        '  2 | arrivals:',
        '> 3 |   windw: 4h',
        '    |   ^^^^^',
        '  4 | incident: none',
      ].join('\n'),
    )
  })

  it.each([
    ['an unknown section', 'organization: {}', '1:1', 'did you mean "organisation"?'],
    [
      'an unknown key far from any',
      'limits: { colour: 1 }',
      '1:11',
      'its keys are: tasksInFlightPerDepartment, taskDeadline',
    ],
    ['an unknown key inside a union', 'incident:\n  horizn: 8h', '2:3', 'did you mean "horizon"?'],
    [
      'an unknown key inside a list',
      'tasks:\n- name: x\n  steps:\n  - {name: a, role: lead, tol: lookup}',
      '4:27',
      'did you mean "tool"?',
    ],
    [
      'a number with separators in a flow map',
      'organisation: { agents: 78,000 }',
      '1:28',
      'write numbers without separators: 78000, not 78,000',
    ],
    [
      'a number with separators',
      'organisation:\n  agents: 78,000',
      '2:11',
      'write 78000, without separators or quotes',
    ],
    ['a wrong word', 'arrivals: { process: poison }', '1:22', 'did you mean "poisson"?'],
    ['a wrong word of a union', 'incident: nonne', '1:11', 'did you mean "none"?'],
    [
      'an empty section',
      'people:\nname: x',
      '1:8',
      'give it a value, or remove the line to get the default',
    ],
  ])('names the place and a hint for %s', (_, text, place, hint) => {
    expect(problemOf(text)).toMatchObject({ where: `w.yaml:${place}`, hint })
  })

  it.each([
    ['arrivals: { window: 4 }', 'arrivals.window 4 has no unit; units are h, m, s, ms and us'],
    ['arrivals: { window: "4" }', 'arrivals.window "4" has no unit; units are'],
    ['arrivals: { window: 4d }', 'arrivals.window "4d" has the unit "d"; units are'],
    ['arrivals: { window: -4h }', 'arrivals.window "-4h" is negative'],
    ['arrivals: { window: 0h }', 'arrivals.window 0h must be above 0'],
    ['arrivals: { window: [4h] }', 'arrivals.window is not a duration'],
    ['organisation: { agents: -78 }', 'organisation.agents is -78; expected at least 1'],
    ['organisation: { agents: [78, 0] }', 'organisation.agents[1] is 0; expected at least 1'],
    ['organisation: { agents: 7.5 }', 'organisation.agents is 7.5; expected a whole number'],
    ['organisation: { agents: [] }', 'organisation.agents is too short; expected at least 1'],
    ['organisation: { agents: many }', 'is "many"; expected a number or a list'],
    ['organisation: { agents: [78, 78] }', 'the size 78 is listed twice'],
    ['organisation: { agents: 600, team: [lead, meta] }', 'the role "meta" is kept'],
    ['organisation: { team: [Lead] }', 'organisation.team[0] is "Lead"; expected a name'],
    ['model: { led: 1.1 }', 'model.led is 1.1; expected at most 1'],
    ['model: { led: .nan }', 'model.led is NaN; expected a number'],
    ['model: { requestsPerMinute: -1 }', 'is -1; expected at least 0'],
    ['arrivals: { perTeamPerHour: 0 }', 'is 0; expected above 0'],
    ['measure: { trials: 0 }', 'measure.trials is 0; expected at least 1'],
    ['measure: { trials: often }', 'measure.trials'],
    ['measure: { trials: auto, maxTrials: 2 }', 'measure.maxTrials is 2; expected at least 3'],
    ['measure: { trials: auto, precision: 0 }', 'measure.precision is 0; expected'],
    ['measure: { aa: 2 }', 'measure.aa'],
    ['measure: { architectures: [mesh, mesh] }', '"mesh" is listed twice'],
    ['measure: { architectures: ["a b"] }', 'is "a b"; expected letters'],
    ['measure: { auth: { levels: [A2, A3] } }', 'the levels leave out A0'],
    ['measure: { auth: { levels: [A0, A9] } }', 'is "A9"; expected one of: A0, A1, A2, A3, A4'],
    ['network: { crossDepartment: { min: 0ms } }', 'network.crossDepartment.min 0ms must be above'],
    ['network: { crossDepartment: { min: 1s } }', 'the smallest delay, 1s, is above the median'],
    ['[1, 2]', 'a workload is a list; expected a map of keys'],
    ['hello', 'a workload is "hello"; expected a map of keys'],
    ['tasks: [{ name: x }]', 'tasks[0].steps is missing; expected a list'],
    ['__proto__: { agents: 1 }', 'a workload has no key "__proto__"'],
    ['? [a, b]\n: 1', 'a workload has no key'],
  ])('%s', (text, message) => {
    expect(problemOf(text)?.message).toContain(message)
  })

  it('is ORGANISATION_IMPOSSIBLE when not one team can be made', () => {
    const error = errorOf(() => parseWorkload('organisation:\n  agents: 3\n', 'w.yaml'))
    expect(error.code).toBe('ORGANISATION_IMPOSSIBLE')
    expect(error.where).toBe('w.yaml:2:11')
    expect(error.message).toContain('an organisation needs at least one whole team')
    const ladder = errorOf(() => parseWorkload('measure: { auth: { agents: 3 } }', 'w.yaml'))
    expect(ladder).toMatchObject({ code: 'ORGANISATION_IMPOSSIBLE', where: 'w.yaml:1:28' })
  })

  it('is shown at the team when the size is a default', () => {
    const team = Array.from({ length: 79 }, () => 'lead').join(', ')
    const error = errorOf(() => parseWorkload(`organisation:\n  team: [${team}]\n`, 'w.yaml'))
    expect(error).toMatchObject({ code: 'ORGANISATION_IMPOSSIBLE', where: 'w.yaml:2:3' })
  })

  it('does not hide the others: all are reported, in the order of the file', () => {
    const text = [
      'organisation:',
      '  agents: 3',
      '  temPeers: 4',
      'arrivals: { window: 4 }',
      'limits: { taskDeadline: 5min }',
      'measure: { profiles: [bare, bare] }',
    ].join('\n')
    const error = errorOf(() => parseWorkload(text, 'w.yaml'))
    expect(error.code).toBe('WORKLOAD_INVALID')
    expect(error.message).toMatch(/^5 problems\n/)
    expect(problemsOf(text).map(({ where }) => where)).toEqual([
      'w.yaml:2:11',
      'w.yaml:3:3',
      'w.yaml:4:21',
      'w.yaml:5:25',
      'w.yaml:6:29',
    ])
  })

  it('prints ten problems and counts the rest', () => {
    const text = Array.from({ length: 13 }, (_, index) => `zzz${index}: 1`).join('\n')
    const error = errorOf(() => parseWorkload(text, 'w.yaml'))
    expect(error.message.match(/has no key/g)).toHaveLength(10)
    expect(error.message).toMatch(/… and 3 more$/)
  })

  it('cannot send control characters to the terminal', () => {
    const error = errorOf(() => parseWorkload('name: "\\e[31m"\n# \u009b31m\n', 'w.yaml'))
    expect(error.message).not.toMatch(/(?!\n)\p{Cc}/u)
    const raw = errorOf(() => parseWorkload('"\\e]0;x": 1\n', 'w.yaml'))
    expect(raw.message).not.toMatch(/(?!\n)\p{Cc}/u)
  })

  it('in a very long line is shown in a window around it', () => {
    const problem = problemOf(`{ name: x, description: "${'y'.repeat(1500)}", limts: {} }`)
    expect(problem?.frame).toContain('limts')
    expect(Math.max(...(problem?.frame ?? '').split('\n').map((line) => line.length))).toBeLessThan(
      120,
    )
  })
})

describe('names that only the caller knows', () => {
  const known = { models: ['fast', 'slow'], architectures: ['mesh'], profiles: ['bare'] }

  it('are not checked when the caller does not say them', () => {
    expect(parseWorkload('model: { profile: sloww }', 'w.yaml').workload.model.profile).toBe(
      'sloww',
    )
  })

  it('are checked with a hint when the caller does', () => {
    const text = [
      'model: { profile: sloww }',
      'measure: { architectures: [mesh:star, mash], profiles: [bare] }',
    ].join('\n')
    const error = errorOf(() => parseWorkload(text, 'w.yaml', { known })) as WorkloadError
    expect(error.problems).toMatchObject([
      { where: 'w.yaml:1:19', hint: 'did you mean "slow"?' },
      { where: 'w.yaml:2:39', hint: 'did you mean "mesh"?' },
    ])
  })
})

describe('YAML that is refused', () => {
  it.each([
    [
      'duplicate keys',
      'name: x\nlimits: {}\nname: y',
      '3:1',
      'the key "name" is in this map twice',
    ],
    ['nested duplicates', 'limits: { a: 1, a: 2 }', '1:17', 'the key "a" is in this map twice'],
    ['several documents', 'name: x\n---\nname: y\n', '2:1', 'several documents'],
    ['an unclosed bracket', 'organisation:\n  agents: [78, 780\nname: x', '3:1', 'Flow sequence'],
    ['tabs', 'limits:\n\ttaskDeadline: 3m', '2:1', 'Tabs are not allowed'],
    ['an empty file', '', '1:1', 'the file is empty'],
    ['only comments', '# nothing\n', '1:1', 'the file is empty'],
    ['an alias without anchor', 'name: *x', '1:7', 'the alias *x has no anchor'],
    ['an alias inside its own anchor', 'name: &x [*x]', '1:11', 'explode'],
  ])('because of %s is located', (_, text, place, message) => {
    const problem = problemOf(text)
    expect(problem?.code).toBe('WORKLOAD_SYNTAX')
    expect(problem?.where).toBe(`w.yaml:${place}`)
    expect(problem?.message).toContain(message)
  })

  it('because of exploding aliases is refused before they are expanded', () => {
    const levels = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
    )
    const problem = problemOf(levels.join('\n'))
    expect(problem?.message).toContain('explode')
    // Level k has 2^(k+2) − 1 nodes, so all aliases up to level 11 stand for 16,354 and the next
    // one, of 8,191, passes 20,000.
    expect(problem?.where).toBe('w.yaml:13:12')
  })

  it('because of very many aliases of a small value', () => {
    const text = `a: &a 1\nb: [${Array.from({ length: 2000 }, () => '*a').join(', ')}]`
    expect(problemOf(text)?.message).toBe('the file has more than 1000 aliases')
  })

  it.each([
    ['lists', '['.repeat(50_000)],
    ['maps', '{a: '.repeat(50_000)],
    ['block lists', `${'- '.repeat(50_000)}x`],
    ['keys', `${'? '.repeat(50_000)}x`],
  ])('because of deeply nested %s, without overflowing the stack', (_, text) => {
    expect(problemOf(text)?.message).toBe('the file is nested more than 64 levels deep')
  })
})

describe('a file that cannot be a workload', () => {
  it('is not found, with the near name of the library', () => {
    const error = errorOf(() => loadWorkload('organisaton'))
    expect(error.code).toBe('WORKLOAD_NOT_FOUND')
    expect(exitCodeOf(error)).toBe(2)
    expect(error.hint).toMatch(
      /^did you mean "organisation"\? the library has: organisation, smoke/,
    )
    expect(errorOf(() => loadWorkload('./organisation.yaml')).code).toBe('WORKLOAD_NOT_FOUND')
    expect(errorOf(() => loadWorkload('')).code).toBe('WORKLOAD_NOT_FOUND')
    expect(errorOf(() => loadWorkload('a\0b')).code).toBe('WORKLOAD_NOT_FOUND')
  })

  it('is a folder', () => {
    const path = join(folder, 'folder.yaml')
    mkdirSync(path)
    const error = errorOf(() => loadWorkload(path))
    expect(error).toMatchObject({ code: 'WORKLOAD_NOT_FOUND', where: path })
    expect(error.message).toContain('is a folder')
  })

  it('is not UTF-8', () => {
    const path = file('latin.yaml', Buffer.from('name: x\ndescription: caf\xe9\n', 'latin1'))
    const error = errorOf(() => loadWorkload(path))
    expect(error).toMatchObject({ code: 'WORKLOAD_SYNTAX', where: `${path}:2:17` })
  })

  it('is too big', () => {
    const path = file('big.yaml', `name: x\n#${'x'.repeat(MAX_WORKLOAD_BYTES)}`)
    const error = errorOf(() => loadWorkload(path))
    expect(error).toMatchObject({ code: 'WORKLOAD_SYNTAX', where: path })
    expect(error.message).toContain('a workload has at most 1048576')
  })

  it('may have a byte order mark and Windows line ends', () => {
    const path = file('windows.yaml', '\ufeffname: x\r\nlimits:\r\n  fanIn: 1\r\n')
    const error = errorOf(() => loadWorkload(path))
    expect(error.where).toBe(`${path}:3:3`)
    expect(error.message).toContain('> 3 |   fanIn: 1\n    |   ^^^^^')
  })
})
