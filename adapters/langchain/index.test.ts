import { describe, expect, it } from 'vitest'
import { createTestCell } from '../conformance/test-cell.ts'
import { langchain } from './index.ts'

describe.each(['subagents', 'supervisor', 'swarm'])('langchain:%s', (topology) => {
  it.each(['analysis', 'guidance', 'release', 'survey'])('does a %s task right', async (type) => {
    const test = createTestCell({ architecture: langchain, topology })
    const work = test.work(type)
    const outcome = await test.finish(work)
    expect(outcome).toMatchObject({ kind: 'done' })
    expect(test.judge(work, outcome)).toBe(true)
      topology,
      type,
      test.count('modelCalls'),
      test.count('promptMessages'),
      test.count('envelopes'),
      test.count('deliveries'),
      test.count('hops'),
      test.count('retries'),
    )
  })
})
