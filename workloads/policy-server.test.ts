import { describe, expect, it } from 'vitest'
import { SECOND } from '../harness/kernel/units.ts'
import { parseWorkload } from './load.ts'
import { workloadDigest } from './workload-digest.ts'
import { WorkloadError } from './workload-error.ts'

const parse = (text: string) => parseWorkload(text, 'w.yaml').workload

function problemsOf(text: string) {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof WorkloadError) return error.problems
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a policy server in a workload file', () => {
  it('is absent unless given, so that digests stay', () => {
    expect(parse('name: w\n')).not.toHaveProperty('policyServer')
    const given = parse('name: w\npolicyServer: { places: 2 }\n')
    expect(given.policyServer).toEqual({ places: 2 })
    expect(workloadDigest(given)).not.toBe(workloadDigest(parse('name: w\n')))
  })

  it('takes times, what happens without it, and controls', () => {
    const { policyServer } = parse(`
policyServer:
  decision: 100ms
  timeout: 5s
  onUnreachable: allow
  unreachable: { from: 0s, until: 2h }
  controls:
    - name: operators-only
      scope: { stepNames: [post] }
      selector: { path: context.role }
      evaluator: { name: list, values: [operator], matchOn: no_match }
      action: { decision: deny, message: ask an operator }
`)
    expect(policyServer).toEqual({
      decisionUs: SECOND / 10,
      timeoutUs: 5 * SECOND,
      onUnreachable: 'allow',
      unreachable: { fromUs: 0, untilUs: 7200 * SECOND },
      controls: [
        {
          name: 'operators-only',
          scope: { stepNames: ['post'] },
          selector: { path: 'context.role' },
          evaluator: { name: 'list', values: ['operator'], matchOn: 'no_match' },
          action: { decision: 'deny', message: 'ask an operator' },
        },
      ],
    })
  })

  it('is refused with its place if a control cannot work', () => {
    const [problem] = problemsOf(`
policyServer:
  controls:
    - name: broken
      selector: { path: input }
      evaluator: { name: regex, pattern: "(" }
      action: { decision: deny }
`)
    expect(JSON.stringify(problem)).toContain('policyServer.controls')
    expect(JSON.stringify(problem)).toContain('regular expression')
  })

  it.each([
    ['policyServer: { places: 0 }', 'policyServer.places'],
    ['policyServer: { onUnreachable: perhaps }', 'policyServer.onUnreachable'],
    ['policyServer: { replicas: 3 }', 'replicas'],
    ['policyServer: { unreachable: { from: 2h, until: 1h } }', 'ends before it begins'],
  ])('is refused if it says %s', (text, where) => {
    expect(JSON.stringify(problemsOf(text))).toContain(where)
  })
})
