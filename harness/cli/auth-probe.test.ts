import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseManifest } from '../../results/record-shape.ts'
import type { RunManifest } from '../../results/record.ts'
import { readFlags } from './flags.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const LADDER = '  auth: { agents: 240, profile: governed, levels: [A0, A2] }\n'
const SLOW_MS = 300_000

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())

async function runWith(workload: string, ...flags: string[]): Promise<RunManifest> {
  folder.write('w.yaml', workload)
  const { code } = await musterHere(['run', 'w.yaml', '--out', 'mine', ...flags], {
    cwd: folder.path,
  })
  expect(code).toBe(0)
  const text = readFileSync(join(folder.path, 'mine/run.json'), 'utf8')
  return parseManifest(JSON.parse(text))
}

it(
  'a run with an auth ladder carries a probe, and its page what follows',
  async () => {
    const { authProbe } = await runWith(tinyWorkload({ architectures: ['mesh'] }) + LADDER)
    expect(authProbe?.levels).toHaveLength(5)
    const page = readFileSync(join(folder.path, 'mine/index.html'), 'utf8')
    expect(page).toContain('By the probe, A4 against A3 pays off')
    const storm = readFileSync(join(folder.path, 'mine/start-up.csv'), 'utf8')
    expect(storm).toMatch(/^mesh@governed.*,A2,1,/m)
  },
  SLOW_MS,
)

it(
  'a run without a ladder is not probed',
  async () => {
    const { authProbe } = await runWith(tinyWorkload({ architectures: ['mesh'] }))
    expect(authProbe).toBeUndefined()
  },
  SLOW_MS,
)

it(
  '--no-probe leaves it out, and is in the command that makes the run again',
  async () => {
    const workload = tinyWorkload({ architectures: ['mesh'] }) + LADDER
    const { authProbe, command } = await runWith(workload, '--no-probe')
    expect(authProbe).toBeUndefined()
    expect(command).toContain('--no-probe')
  },
  SLOW_MS,
)

it('the flag is off by default', () => {
  expect(readFlags({}).probe).toBe(true)
  expect(readFlags({ probe: false }).probe).toBe(false)
})
