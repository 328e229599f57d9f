import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRun } from '../../results/read-run.ts'
import { makeTestFolder } from './testing/folder.ts'
import type { EndedProcess } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const SLOW_MS = 180_000
const folder = makeTestFolder()
const run = (...args: string[]): Promise<EndedProcess> => musterHere(args, { cwd: folder.path })
const HELD = 'completedShare >= 50 %'
let held: EndedProcess
let missed: EndedProcess

beforeAll(async () => {
  const workload = tinyWorkload({ architectures: ['mesh'], trials: 2 })
  folder.write('w.yaml', `${workload}objectives:\n  - ${HELD}\n`)
  folder.write('bad.yaml', `${workload}objectives:\n  - ${HELD}\n  - taskLatencyMs p99 < 3 MiB\n`)
  held = await run('run', 'w.yaml', '--out', 'held')
  const flags = ['--objective', 'completedShare < 10 %', '--objective', 'taskLatencyMs p99 < 1 h']
  missed = await run('run', 'w.yaml', '--out', 'missed', ...flags)
}, SLOW_MS)
afterAll(() => folder.remove())

describe('a run with objectives', () => {
  it('ends well if all of them hold', () => {
    // 4 on a machine that is too busy for the run to be valid.
    expect([0, 4]).toContain(held.code)
    expect(held.stdout).toContain('1 of 1 objectives hold.')
  })

  it('ends with 3 if one does not, or has no evidence, and prints each with its value', async () => {
    expect(missed.code).toBe(3)
    expect(missed.stdout).toMatch(/completedShare < 10 % .*100 %.*does not hold/)
    expect(missed.stdout).toContain('no evidence for "taskLatencyMs p99 < 1 h"')
    const { manifest } = await readRun(join(folder.path, 'missed'))
    expect(manifest.objectives?.map(({ verdict }) => verdict)).toEqual([
      'holds',
      'does not hold',
      'no evidence',
    ])
    expect(manifest.command).toContain("--objective 'completedShare < 10 %'")
  })

  it('has them in objectives.csv and first on its dashboard', () => {
    const read = (name: string): string => readFileSync(join(folder.path, 'missed', name), 'utf8')
    expect(read('objectives.csv').split('\n')).toHaveLength(5)
    const page = read('index.html')
    expect(page.indexOf('id="objectives"')).toBeGreaterThan(0)
    expect(page.indexOf('id="objectives"')).toBeLessThan(page.indexOf('id="findings"'))
  })

  it('has the digest of the workload without them', async () => {
    folder.write('plain.yaml', tinyWorkload({ architectures: ['mesh'], trials: 2 }))
    const { stdout } = await run('run', 'plain.yaml', '--dry-run', '--json')
    const plan = JSON.parse(stdout) as { workload: { digest: string } }
    const { manifest } = await readRun(join(folder.path, 'held'))
    expect(manifest.workload.digest).toBe(plan.workload.digest)
  })

  it('can be checked, and a verdict that was changed is found', { timeout: SLOW_MS }, async () => {
    expect((await run('verify', 'missed', '--quick')).code).toBe(0)
    const path = join(folder.path, 'missed', 'run.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('"verdict": "does not hold"', '"verdict": "holds"'))
    const { code, stdout } = await run('verify', 'missed', '--quick')
    writeFileSync(path, text)
    expect(code).toBe(3)
    expect(stdout).toContain('other verdicts of objectives')
  })

  it('does not go on with other objectives', async () => {
    const more = ['--objective', 'wrong <= 0', '--resume']
    const { code, stderr } = await run('run', 'w.yaml', '--out', 'held', ...more)
    expect(code).toBe(2)
    expect(stderr).toContain('list of objectives')
  })

  it('warns before it starts of an objective that nothing can be evidence for', async () => {
    const flags = ['--dry-run', '--objective', 'wrong <= 0 @ agents=79']
    const { code, stderr } = await run('run', 'w.yaml', ...flags)
    expect(code).toBe(0)
    expect(stderr).toContain('the run has no size of 79 agents')
  })
})

describe('an objective that means nothing', () => {
  it('is shown in the file, with its line and column', async () => {
    const { code, stdout, stderr } = await run('run', 'bad.yaml', '--out', 'never')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    const line = readFileSync(join(folder.path, 'bad.yaml'), 'utf8').trimEnd().split('\n').length
    expect(stderr).toContain(`bad.yaml:${line}:27  WORKLOAD_INVALID`)
    expect(stderr).toContain('taskLatencyMs is not measured in MiB')
  })

  it('is shown on the command line', async () => {
    const { code, stderr } = await run('run', 'w.yaml', '--objective', 'completdShare >= 99 %')
    expect(code).toBe(2)
    expect(stderr).toContain('--objective  WORKLOAD_INVALID')
    expect(stderr).toContain('did you mean "completedShare"?')
    expect(stderr).toContain('| ^^^^^^^^^^^^^')
  })

  it('is an empty one', async () => {
    const { code, stderr } = await run('run', 'w.yaml', '--objective', '')
    expect(code).toBe(2)
    expect(stderr).toContain('--objective  USAGE')
  })
})
