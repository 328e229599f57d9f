import { describe, expect, it } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import type { EntrantRecord } from '../../results/record.ts'
import { renderShippedControls } from './shipped-controls.ts'

const [example] = exampleRun().manifest.entrants as [EntrantRecord]

function entrant(architecture: string, ships: EntrantRecord['facts']['ships']): EntrantRecord {
  const { ships: _, ...facts } = example.facts
  return {
    ...example,
    architecture,
    facts: { ...facts, title: architecture, ...(ships === undefined ? {} : { ships }) },
  }
}

const AUDIT = { topic: 'audit', state: 'offered', what: 'a log', source: 'pkg 1.2.3, log.py' }

describe('what frameworks ship', () => {
  it('is a row a control, a column a framework, each with its file', () => {
    const table = renderShippedControls([
      entrant('one', [AUDIT, { ...AUDIT, topic: 'sandbox', state: 'not found' }]),
      entrant('one', [AUDIT]),
      entrant('two', [{ ...AUDIT, what: '<b>none</b>' }]),
      entrant('mesh', undefined),
    ])
    const page = table?.markup ?? ''
    expect(page.match(/<th scope="col">/g)).toHaveLength(3)
    expect(page.match(/<th scope="row">/g)).toHaveLength(2)
    expect(page).toContain('pkg 1.2.3, log.py')
    expect(page).toContain('not declared')
    expect(page).toContain('&lt;b&gt;none')
    expect(page).not.toContain('mesh')
  })

  it('is left out where no entrant declares it', () => {
    expect(renderShippedControls([entrant('mesh', undefined)])).toBeUndefined()
  })
})
