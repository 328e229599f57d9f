import { expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { GOVERNED } from '../controls/levels.ts'
import { recordOf, runHere, testSpec } from '../engine/testing/trial.ts'
import { runTrial } from './run-trial.ts'

// The workers run the built code: `npx tsc -p tsconfig.build.json` comes first.

const workload = testWorkload({
  organisation: { ...testWorkload().organisation, teamsPerDepartment: 1 },
})

const behaviourOf = ({ digest, effectsDigest, proofDigest, tasks, latency }: CompletedTrial) => {
  return { digest, effectsDigest, proofDigest, tasks, latency }
}

it.each(['S1', 'S2', 'S3'] as const)(
  'with sandboxes at %s a trial is the same on one and on two threads',
  async (sandbox) => {
    const changes = { workload, agents: 48, levels: { ...GOVERNED, sandbox } }
    const here = await runHere(changes)
    const spec = testSpec({ ...changes, shards: 2 })
    const { shards } = await runTrial(spec, { timeoutS: 120, heapMiB: 1024 })
    expect(shards).toHaveLength(2)
    expect(behaviourOf(recordOf(spec, shards))).toEqual(behaviourOf(here))
  },
)
