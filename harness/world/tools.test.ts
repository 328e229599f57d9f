import { describe, expect, it } from 'vitest'
import { type Admitted, isRefused, type ToolCall, type Work } from '../../adapters/contract.ts'
import { createTestCell } from '../../adapters/conformance/test-cell.ts'
import { toolToken } from './artefacts.ts'

const SEED = 7

function setting() {
  const test = createTestCell({ seed: SEED })
  const work = test.work('analysis')
  const { cell } = test
  const admit = (from: number, { name, input }: ToolCall, workId: number): Admitted => {
    const outcome = cell.guard.admit(
      cell.guard.seal({
        from,
        to: from,
        action: name === 'read_board' ? 'read' : (name as 'lookup' | 'post'),
        resource: name === 'lookup' ? 'tool' : 'board',
        workId,
        text: input,
      }),
      from,
    )
    if (isRefused(outcome)) throw new Error(outcome.refused)
    return outcome
  }
  const run = async (call: ToolCall, of: Work = work): Promise<[string, number]> => {
    const slot: [string, number][] = []
    const from = cell.clock.now
    cell.tools.run(call, of, admit(1, call, of.id), (result) =>
      slot.push([result, cell.clock.now - from]),
    )
    await test.run()
    return slot[0] as [string, number]
  }
  return { test, work, run }
}

const call = (name: ToolCall['name'], round = 0, input = 'ask'): ToolCall => ({
  name,
  step: 2,
  round,
  input,
})

describe('tools', () => {
  it('return the token of their work, step and round', async () => {
    const { work, run } = setting()
    for (const name of ['lookup', 'read_board', 'post'] as const) {
      const [result] = await run(call(name, 1))
      expect(result).toContain(toolToken(SEED, work.id, 2, 1))
    }
  })

  it('show what is posted to those who read the board, and to nobody else', async () => {
    const { run } = setting()
    await run(call('post', 0, 'today’s guidance'))
    expect((await run(call('read_board')))[0]).toContain('today’s guidance')
    expect((await run(call('lookup')))[0]).not.toContain('today’s guidance')
  })

  it('take a time that is keyed by work, step and round', async () => {
    const { run, test } = setting()
    const [, first] = await run(call('lookup', 0))
    const [, second] = await run(call('lookup', 1))
    const [, other] = await run(call('lookup', 0), test.work('analysis', 1))
    const [, again] = await run(call('lookup', 0))
    expect(new Set([first, second, other]).size).toBe(3)
    expect(again).toBe(first)
    expect(first).toBeGreaterThan(0)
  })
})
