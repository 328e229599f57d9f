import { describe, expect, it } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import type { EntrantRecord } from '../../results/record.ts'
import { renderSandboxLevels } from './sandbox-levels.ts'

const at = (sandbox: string): EntrantRecord => {
  const [first] = exampleRun().manifest.entrants as [EntrantRecord]
  return { ...first, controls: { ...first.controls, sandbox } }
}

describe('the sandbox levels of a run', () => {
  it('are explained once each, in order', () => {
    const text = renderSandboxLevels([at('S2'), at('S0'), at('S1'), at('S2')])?.markup ?? ''
    expect(text.match(/S\d: /g)).toEqual(['S1: ', 'S2: '])
  })

  it('are not mentioned if every entrant is at S0', () => {
    expect(renderSandboxLevels([at('S0')])).toBeUndefined()
  })
})
