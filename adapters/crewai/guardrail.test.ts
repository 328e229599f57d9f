import { describe, expect, it } from 'vitest'
import { Crew, type CrewResult } from './crew.ts'
import type { Guardrail } from './guardrail.ts'
import {
  chain,
  openGuard,
  type ScriptedRuntime,
  scriptedRuntime,
  tasksOf,
} from './testing/scripted-runtime.ts'

function run(
  scripted: ScriptedRuntime,
  guardrails: readonly Guardrail[],
  guardrailMaxRetries = 3,
): CrewResult {
  const { tasks, agents } = tasksOf(chain(2), (step) =>
    step === 1 ? { guardrails: () => guardrails, guardrailMaxRetries } : {},
  )
  let result: CrewResult | undefined
  const crew = new Crew(scripted.runtime, { tasks, agents, guard: openGuard() })
  crew.kickoff({}, (ended) => (result = ended))
  return result as CrewResult
}

/** Rejects the first `count` outputs that it sees. */
function rejecting(count: number): Guardrail {
  let left = count
  return () => (left-- > 0 ? 'not good enough' : undefined)
}

describe('a guardrail', () => {
  it.each([0, 1, 2, 3])('that rejects %i times has the agent do it that often again', (count) => {
    const scripted = scriptedRuntime(({ step }) => `output ${step}`)
    expect(run(scripted, [rejecting(count)]).kind).toBe('done')
    expect(scripted.calls).toHaveLength(2 + count)
    expect(scripted.meter.retries).toBe(count)
  })

  it.each([0, 1, 3, 5])('with %i retries fails the crew at one rejection more', (retries) => {
    const scripted = scriptedRuntime(({ step }) => `output ${step}`)
    const result = run(scripted, [rejecting(retries + 1)], retries)
    expect(result.kind === 'failed' && result.reason).toContain('not good enough')
    expect(scripted.calls).toHaveLength(2 + retries)
  })

  it('hands the rejection over as context, in the place of the task’s own context', () => {
    const scripted = scriptedRuntime(({ step }) => `output ${step}`)
    run(scripted, [rejecting(1)])
    expect(scripted.calls[1]?.prompt[1]).toContain('output 0')
    expect(scripted.calls[2]?.prompt[1]).toContain('not good enough')
    expect(scripted.calls[2]?.prompt[1]).toContain('output 1')
    expect(scripted.calls[2]?.prompt[1]).not.toContain('output 0')
  })

  it('has attempts of its own when there are several', () => {
    const scripted = scriptedRuntime(({ step }) => `output ${step}`)
    expect(run(scripted, [rejecting(3), rejecting(3)]).kind).toBe('done')
    expect(scripted.calls).toHaveLength(2 + 6)
  })

  it('emits two events for each check', () => {
    const scripted = scriptedRuntime(({ step }) => `output ${step}`)
    run(scripted, [rejecting(2)])
    const checks = scripted.events.filter((event) => event.type.startsWith('llm_guardrail'))
    expect(checks).toHaveLength(6)
  })
})
