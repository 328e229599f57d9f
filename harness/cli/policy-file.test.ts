import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRun } from '../../results/read-run.ts'
import { ORGANISATION_TEXT } from '../controls/policy/testing/policies.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import type { EndedProcess } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const SLOW_MS = 180_000
let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())

/** Runs the mesh under a policy file of this text. */
function run(text: string | undefined, profile = 'governed/P2'): Promise<EndedProcess> {
  const choice = { architectures: ['mesh'], profiles: [profile] }
  folder.write('w.yaml', `${tinyWorkload(choice)}policy:\n  file: mine.cedar\n`)
  if (text !== undefined) folder.write('mine.cedar', text)
  return musterHere(['run', 'w.yaml', '--out', 'out', '--threads', '2'], { cwd: folder.path })
}

async function trialsOf(out: string) {
  const { trials } = await readRun(join(folder.path, out))
  return trials.flatMap((trial) => (trial.kind === 'completed' ? [trial] : []))
}

describe('a policy file', () => {
  it.each([
    [
      'permit (principal, action, resource);\npermit (principal, action',
      'mine.cedar:2:26  POLICY_INVALID',
      'mine.cedar, line 2',
    ],
    [
      'permit (principal, action == Action::"pots", resource);',
      'mine.cedar:1:30  POLICY_INVALID',
      '"post"',
    ],
    [undefined, 'w.yaml:23:9  WORKLOAD_INVALID', 'the policy file mine.cedar does not exist'],
  ])('that is no good is refused by file and line: %j', async (text, where, hint) => {
    const { code, stdout, stderr } = await run(text)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(where)
    expect(stderr).toContain(hint)
    expect(Object.keys(folder.snapshot())).not.toContain('out')
  })

  it(
    'without a policy denies everything, and the run says so and is not valid',
    async () => {
      const { code, stderr } = await run('// nothing yet\n')
      expect(code).toBe(4)
      expect(stderr).toContain('mine.cedar: it has no policy, so P2 denies everything')
      const trials = await trialsOf('out')
      expect(trials).not.toEqual([])
      for (const { tasks, validity } of trials) {
        expect(tasks.offered).toBeGreaterThan(0)
        expect(tasks).toMatchObject({ completed: 0, failed: tasks.offered })
        expect(validity.valid).toBe(false)
      }
    },
    SLOW_MS,
  )

  it(
    'is what P2 asks on every thread, and a change of it is another workload',
    async () => {
      const noPeers = 'forbid (principal, action, resource is Peer);'
      await run(`${ORGANISATION_TEXT}\n${noPeers}`)
      const [strict] = await trialsOf('out')
      const cwd = folder.path
      const verified = await musterHere(['verify', 'out'], { cwd })
      expect([verified.code, verified.stderr]).toEqual([0, expect.any(String)])
      folder.write('mine.cedar', ORGANISATION_TEXT)
      const resumed = await musterHere(['run', 'w.yaml', '--resume', 'out'], { cwd })
      expect(resumed.code).toBe(2)
      expect(resumed.stderr).toContain('the workload is another than the run')
      await musterHere(['run', 'w.yaml', '--out', 'usual', '--threads', '2'], { cwd })
      const [usual] = await trialsOf('usual')
      expect(usual?.intrinsic.denials).toBe(0)
      expect(strict?.intrinsic.denials).toBeGreaterThan(0)
    },
    SLOW_MS,
  )

  it(
    'that no profile of the run asks is warned of',
    async () => {
      const { stderr } = await run(ORGANISATION_TEXT, 'governed')
      expect(stderr).toContain('no profile of this run asks it')
    },
    SLOW_MS,
  )
})
