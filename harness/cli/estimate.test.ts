import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())
const run = (...args: string[]) => muster(args, { cwd: folder.path })

/** Every team is a department and a division: kilobytes for each agent, on any machine too much. */
const HUGE = tinyWorkload({ architectures: ['mesh'], agents: '60_000_000' })
  .replace('teamsPerDepartment: 10', 'teamsPerDepartment: 1')
  .replace('departmentsPerDivision: 2', 'departmentsPerDivision: 1')
  .replace('60_000_000', '60000000')

interface Plan {
  readonly estimate: {
    readonly kind: string
    readonly fit?: string
    readonly seconds?: { readonly least: number; readonly likely: number; readonly most: number }
  }
}

it('a run that cannot fit is refused before anything is written', async () => {
  folder.write('w.yaml', HUGE)
  const before = folder.snapshot()
  const { code, stdout, stderr } = await run('run', 'w.yaml')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/--agents {2}DOES_NOT_FIT\n +the run needs at least [\d.]+ GiB of memory/)
  expect(stderr).toMatch(/about [\d,]+ agents fit; --force runs it all the same/)
  expect(folder.snapshot()).toEqual(before)
})

it('a plan that cannot fit is printed and refused, unless it is forced', async () => {
  folder.write('w.yaml', HUGE)
  const refused = await run('run', 'w.yaml', '--dry-run', '--json')
  expect(refused.code).toBe(2)
  expect((JSON.parse(refused.stdout) as Plan).estimate.fit).toBe('does-not-fit')
  const forced = await run('run', 'w.yaml', '--dry-run', '--json', '--force')
  expect(forced.code).toBe(0)
  expect((JSON.parse(forced.stdout) as Plan).estimate.fit).toBe('does-not-fit')
})

it('a plan says what it will take, with how far off that may be', async () => {
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'], agents: '2400' }))
  const { code, stdout } = await run('run', 'w.yaml', '--dry-run')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^takes +about .+ \(.+ to .+\) if nothing else uses the machine$/m)
  expect(stdout).toMatch(/^memory +about [\d.]+ GiB \([\d.]+ GiB to [\d.]+ GiB\) of [\d.]+ GiB$/m)
  expect(stdout).toMatch(/^disk +about \d+ MiB /m)
})

it('a run says what it will take before its first trial', async () => {
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'], agents: '2400' }))
  const { code, stderr } = await run('run', 'w.yaml', '--out', 'out')
  expect(code).toBe(0)
  expect(stderr).toMatch(/^1 trial: about .+ of memory, .+ of disk\n1 trial into out\n/)
})

it('a tiny plan is not probed', async () => {
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'] }))
  const { stdout } = await run('run', 'w.yaml', '--dry-run', '--json')
  expect((JSON.parse(stdout) as Plan).estimate).toEqual({ kind: 'tiny' })
})
