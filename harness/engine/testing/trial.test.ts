import { describe, expect, it } from 'vitest'
import type { Work } from '../../../adapters/contract.ts'
import { TEST_TASKS } from '../../../adapters/conformance/test-workload.ts'
import { mesh } from '../../../adapters/mesh/index.ts'
import type { CompletedTrial } from '../../../results/record.ts'
import { GOVERNED } from '../../controls/levels.ts'
import { benignWorkload, briefWorkload, runHere, sharedTrial, testSpec } from './trial.ts'
import { withMethods, wrapped } from './wrap.ts'

describe('the brief workload', () => {
  it('has a task of every type, and a synthesis at every level', async () => {
    const kinds = new Set<string>()
    const spy = wrapped(mesh, {
      deployment: (deployment) =>
        withMethods(deployment, {
          start: (work: Work, done) => {
            if (work.kind === 'task') kinds.add(work.type)
            deployment.start(work, done)
          },
        }),
    })
    const { synthesis } = await runHere({ workload: briefWorkload() }, spy)
    expect([...kinds].sort()).toEqual(Object.keys(TEST_TASKS).sort())
    expect(synthesis.departments).toBeGreaterThan(0)
    expect(synthesis.divisions).toBeGreaterThan(0)
  })

  it('asks peers, posts and enrols as the whole one does', async () => {
    const levels = GOVERNED
    const brief = await runHere({ workload: briefWorkload(), levels })
    const whole = await runHere({ workload: benignWorkload(), levels })
    const busy = ({ intrinsic }: CompletedTrial): string[] =>
      Object.entries(intrinsic).flatMap(([name, count]) => (count > 0 ? [name] : []))
    expect(busy(brief)).toEqual(busy(whole))
    expect(brief.tasks.offered).toBeLessThan(whole.tasks.offered / 2)
  })
})

describe('a shared trial', () => {
  it('is run once, and is the one that its spec has', async () => {
    const first = await sharedTrial({ seed: 8 })
    expect(await sharedTrial({ seed: 8 })).toBe(first)
    expect(first.digest).toBe((await runHere({ seed: 8 })).digest)
    expect(await sharedTrial({ seed: 9 })).not.toBe(first)
    expect(await sharedTrial({})).toBe(await sharedTrial(testSpec()))
  })
})
