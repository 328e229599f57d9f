import { describe, expect, it } from 'vitest'
import { parseWorkload } from './load.ts'
import { WorkloadError } from './workload-error.ts'

/** Problems of one task type with these steps, as `line: message`. */
function problemsOf(steps: readonly string[], organisation = '{}'): string[] {
  const lines = [`organisation: ${organisation}`, 'tasks:', '- name: x', '  steps:']
  try {
    parseWorkload([...lines, ...steps.map((step) => `  - { ${step} }`)].join('\n'), 'w.yaml')
    return []
  } catch (error) {
    if (!(error instanceof WorkloadError)) throw error
    return error.problems.map(({ line, message }) => `${(line ?? 0) - lines.length}: ${message}`)
  }
}

describe('the steps of a task', () => {
  it('may form any graph whose steps all feed the result', () => {
    expect(
      problemsOf([
        'name: a, role: analyst',
        'name: b, role: writer, needs: [a], at: peer',
        'name: c, role: reviewer, needs: [a]',
        'name: d, role: lead, needs: [b, c]',
      ]),
    ).toEqual([])
  })

  it('have roles of the team', () => {
    expect(problemsOf(['name: a, role: analist'])).toEqual([
      '1: the team has no "analist"; its roles are: lead, analyst, writer, reviewer, operator',
    ])
  })

  it('need only earlier steps', () => {
    expect(
      problemsOf([
        'name: a, role: lead, needs: [b]',
        'name: b, role: lead, needs: [a, b]',
        'name: c, role: lead, needs: [bb, b]',
      ]),
    ).toEqual([
      '1: "b" comes after "a"; a step may only need earlier ones',
      '2: the step "b" needs itself',
      '3: "bb" is not an earlier step; they are: a, b',
    ])
  })

  it('need a step once', () => {
    expect(problemsOf(['name: a, role: lead', 'name: b, role: lead, needs: [a, a]'])).toEqual([
      '2: "a" is listed twice',
    ])
  })

  it('have names of their own', () => {
    expect(problemsOf(['name: a, role: lead', 'name: a, role: lead, needs: [a]'])).toContain(
      '2: two steps of "x" are called "a"',
    )
  })

  it('all feed the result', () => {
    expect(problemsOf(['name: a, role: lead', 'name: b, role: lead'])).toEqual([
      '1: nothing needs the step "a", so the result cannot depend on it',
    ])
  })

  it('end in the own team', () => {
    expect(
      problemsOf(['name: a, role: lead', 'name: b, role: lead, needs: [a], at: peer']),
    ).toEqual(['2: the last step, "b", is the result and must be done at: team'])
  })

  it('give a peer something to work on', () => {
    expect(
      problemsOf(['name: a, role: lead, at: peer', 'name: b, role: lead, needs: [a]']),
    ).toEqual(['1: the peer step "a" needs nothing, so there is nothing to ask about'])
  })

  it('ask peers only where there are some', () => {
    const steps = [
      'name: a, role: lead',
      'name: b, role: lead, needs: [a], at: peer',
      'name: c, role: lead, needs: [b]',
    ]
    expect(problemsOf(steps, '{ peerTeams: 0 }')).toEqual([
      '2: the step "b" is done at a peer, but organisation.peerTeams is 0',
    ])
  })

  it('are checked against the team even if other sections are wrong', () => {
    expect(problemsOf(['name: a, role: nobody'], '{ agents: 3, colour: red }')).toHaveLength(3)
  })
})
