import { expect, test } from 'vitest'
import { recordOf, runHere, testSpec } from '../../engine/testing/trial.ts'
import { runTrial } from '../../pool/run-trial.ts'
import { GOVERNED } from '../levels.ts'

// The workers run the built code: `npm run build` comes first.

const L3 = { ...GOVERNED, audit: 'L3' } as const

test('an organisation at L3 behaves as at L2, and proves its logs whatever the threads', async () => {
  const below = await runHere({ levels: GOVERNED })
  const here = await runHere({ levels: L3 })
  expect(here.intrinsic.auditRecords).toBeGreaterThan(100)
  expect(here.intrinsic).toEqual(below.intrinsic)
  expect(here.digest).toBe(below.digest)
  expect(here.proofDigest).not.toBe(below.proofDigest)
  const spec = testSpec({ levels: L3, shards: 2 })
  // On worker threads the logs are files, with signed checkpoints beside them.
  const { shards } = await runTrial(spec, { timeoutS: 120, heapMiB: 1024 })
  const across = recordOf(spec, shards)
  expect(across.digest).toBe(here.digest)
  expect(across.proofDigest).toBe(here.proofDigest)
  expect(across.intrinsic).toEqual(here.intrinsic)
})
