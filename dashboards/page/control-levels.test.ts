import { describe, expect, it } from 'vitest'
import type { ControlLevelsRecord } from '../../results/control-levels.ts'
import type { EntrantRecord } from '../../results/record.ts'
import { EXAMPLE_BARE } from '../../results/testing/example-entrants.ts'
import { exampleRun } from '../../results/testing/example-run.ts'
import { levelAt, renderControlLevels } from './control-levels.ts'

const [first] = exampleRun().manifest.entrants as [EntrantRecord]

const at = (levels: Partial<ControlLevelsRecord>): EntrantRecord => ({
  ...first,
  controls: { ...EXAMPLE_BARE, ...levels },
})

describe('the control levels of a run', () => {
  it('are explained once each, in the order of the path', () => {
    const entrants = [
      at({ sandbox: 'S2', frames: 'F1' }),
      at({ auth: 'A4' }),
      at({ sandbox: 'S1' }),
    ]
    const text = renderControlLevels([...entrants, ...entrants])?.markup ?? ''
    expect(text.match(/<dt>[A-Z]\d/g)).toEqual(['<dt>A4', '<dt>S1', '<dt>S2', '<dt>F1'])
  })

  it('are not mentioned if every entrant is at level 0', () => {
    expect(renderControlLevels([at({})])).toBeUndefined()
  })

  it('are level 0 where an older run does not name the stage', () => {
    expect(levelAt(at({}), 'capabilities')).toBe('K0')
    expect(levelAt(at({ capabilities: 'K1' }), 'capabilities')).toBe('K1')
  })

  it('say of a policy server that it is no sandbox', () => {
    expect(renderControlLevels([at({ policy: 'P3' })])?.markup).toContain('not a sandbox')
  })
})
