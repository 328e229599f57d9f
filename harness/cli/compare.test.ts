import { appendFileSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComparisonDocument } from '../../results/compare/comparison-document.ts'
import { makeTestFolder } from './testing/folder.ts'
import type { EndedProcess } from './testing/muster.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const SLOW_MS = 180_000
const folder = makeTestFolder()
const run = (...args: string[]): Promise<EndedProcess> => musterHere(args, { cwd: folder.path })
const at = (...parts: string[]): string => join(folder.path, ...parts)

const EXACT = '--metric=completedShare,modelCallsPerTask'

/** With 4 on a machine that is too busy for the run to be valid. */
const ENDED = [0, 4]

beforeAll(async () => {
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'], trials: 2 }))
  folder.write('other.yaml', tinyWorkload({ architectures: ['mesh'], perTeamPerHour: 0.2 }))
  expect(ENDED).toContain((await run('run', 'w.yaml', '--out', 'a')).code)
  expect(ENDED).toContain((await run('run', 'w.yaml', '--out', 'b')).code)
  expect(ENDED).toContain((await run('run', 'other.yaml', '--out', 'other')).code)
}, SLOW_MS)
afterAll(() => folder.remove())

/** A copy of run `b` that was tampered with, and what comparing with it says. */
async function comparedWith(name: string, change: (dir: string) => void): Promise<string> {
  cpSync(at('b'), at(name), { recursive: true })
  change(at(name))
  const { code, stdout, stderr } = await run('compare', 'a', name, '--fail-on', 'worse')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  return stderr
}

describe('two stored runs', () => {
  it('of the same seeds are the same in virtual time', { timeout: SLOW_MS }, async () => {
    const { code, stdout } = await run('compare', 'a', 'b', EXACT, '--fail-on', 'worse', '--json')
    expect(code).toBe(0)
    const document = JSON.parse(stdout) as ComparisonDocument
    expect(document).toMatchObject({ schema: 'muster/compare@1', differences: [] })
    expect(document.rows.map(({ pairing, verdict }) => [pairing, verdict])).toEqual([
      ['exact', 'equivalent'],
      ['exact', 'equivalent'],
    ])
  })

  it('fail the gate for want of evidence, and say which', { timeout: SLOW_MS }, async () => {
    const flags = ['--metric', 'p99Ms', '--fail-on', 'worse']
    const { code, stdout } = await run('compare', 'a', 'b', ...flags)
    expect(code).toBe(3)
    expect(stdout).toContain('mesh@governed at 240 agents, p99Ms: no evidence')
    expect((await run('compare', 'a', 'b', '--metric', 'p99Ms')).code).toBe(0)
  })

  it('are printed for pull requests and for test reports', { timeout: SLOW_MS }, async () => {
    const markdown = await run('compare', 'a', 'b', EXACT, '--format', 'markdown')
    expect(markdown.stdout).toContain('| entrant | metric | A | B |')
    const junit = await run('compare', 'a', 'b', EXACT, '--format', 'junit')
    expect(junit.stdout).toContain('tests="2" failures="0"')
  })
})

describe('runs that cannot be compared', () => {
  it('are of different workloads', { timeout: SLOW_MS }, async () => {
    const { code, stdout, stderr } = await run('compare', 'a', 'other')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('other  NOT_COMPARABLE')
    const allow = '--allow-different-workloads'
    const shown = await run('compare', 'a', 'other', EXACT, allow, '--fail-on', 'worse')
    expect(shown.code).toBe(3)
    expect(shown.stdout).toContain('2 not comparable')
  })

  it('are of another schema version', async () => {
    const said = await comparedWith('newer', (dir) => {
      const path = join(dir, 'run.json')
      writeFileSync(path, readFileSync(path, 'utf8').replace('muster/run@1', 'muster/run@7'))
    })
    expect(said).toContain('run.json  RUN_INVALID')
    expect(said).toContain('written as muster/run@7, but this version of muster reads muster/run@1')
  })

  it('have trials of another schema version', async () => {
    const said = await comparedWith('newer-trials', (dir) => {
      const path = join(dir, 'cells.jsonl')
      writeFileSync(path, readFileSync(path, 'utf8').replace('muster/trial@1', 'muster/trial@7'))
    })
    expect(said).toContain('cells.jsonl:1  RUN_INVALID')
  })

  it('have a torn last line', async () => {
    const said = await comparedWith('torn', (dir) => {
      const path = join(dir, 'cells.jsonl')
      truncateSync(path, readFileSync(path).length - 20)
    })
    expect(said).toContain('cells.jsonl:2  RUN_INVALID')
    expect(said).toContain('truncated')
  })

  it('lost whole lines', async () => {
    const said = await comparedWith('short', (dir) => {
      const path = join(dir, 'cells.jsonl')
      const [first] = readFileSync(path, 'utf8').split('\n')
      writeFileSync(path, `${first}\n`)
    })
    expect(said).toContain('cells.jsonl  RUN_INVALID')
    expect(said).toContain('not those that the run ended with')
  })

  it('lost whole lines and the head of the chain', async () => {
    const said = await comparedWith('headless', (dir) => {
      const [trials, manifest] = [join(dir, 'cells.jsonl'), join(dir, 'run.json')]
      writeFileSync(trials, `${readFileSync(trials, 'utf8').split('\n')[0]}\n`)
      const { chainHead: _head, ...rest } = JSON.parse(readFileSync(manifest, 'utf8')) as {
        chainHead: string
      }
      writeFileSync(manifest, JSON.stringify(rest))
    })
    expect(said).toContain('trials are missing (1) of a run that is completed')
  })

  it('have a line that is no JSON', async () => {
    const said = await comparedWith('damaged', (dir) =>
      appendFileSync(join(dir, 'cells.jsonl'), '{"schema":\n'),
    )
    expect(said).toContain('cells.jsonl:3  RUN_INVALID')
  })

  it.each([
    [['compare', 'a', 'nowhere'], 'nowhere  RUN_NOT_FOUND'],
    [['compare', 'a', 'w.yaml'], 'w.yaml  RUN_NOT_FOUND'],
    [['compare', 'a', '.'], 'RUN_NOT_FOUND'],
    [['compare', 'a'], 'b  USAGE'],
    [['compare'], 'a  USAGE'],
    [['compare', 'a', 'b', '--a', 'mesh@bare'], '--a  USAGE'],
    [['compare', 'a', 'b', '--bin-b', '.'], '--bin-b  USAGE'],
    [['compare', 'a', 'b', '--run', 'w.yaml'], 'a  USAGE'],
    [['compare', 'a', 'b', '--margin', '5'], '--margin  USAGE'],
    [['compare', 'a', 'b', '--margin', '100%'], '--margin  USAGE'],
    [['compare', 'a', 'b', '--format', 'pdf'], '--format  USAGE'],
    [['compare', 'a', 'b', '--fail-on', 'better'], '--fail-on  USAGE'],
    [['compare', 'a', 'b', '--metric', 'tasksPerCpu'], 'did you mean "tasksPerCpuS"?'],
    [['compare', 'a', 'b', '--metric', 'audience'], 'better by itself'],
    [['compare', '--run', 'w.yaml', '--trials', '1'], '--trials  USAGE'],
    [['compare', '--run', 'w.yaml', '--a', 'mesh'], '--a  USAGE'],
    [['compare', '--run', 'w.yaml', '--bin-a', 'nowhere'], '--bin-a  USAGE'],
    [['compare', '--run', 'w.yaml', '--out', 'a'], 'a  RUN_EXISTS'],
  ])('are refused: %j', async (args, said) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
  })
})

describe('two sides that take turns', () => {
  it('are paired by block', { timeout: SLOW_MS }, async () => {
    const sides = ['--a', 'mesh@governed', '--b', 'mesh@bare', '--trials', '2']
    const flags = ['--metric', 'tasksPerCpuS,modelCallsPerTask', '--out', 'turns', '--json']
    const { code, stdout } = await run('compare', '--run', 'w.yaml', ...sides, ...flags)
    expect(code).toBe(0)
    const document = JSON.parse(stdout) as ComparisonDocument
    expect(document.mode).toBe('interleaved')
    expect(document.rows.map(({ entrant, pairing, nA }) => [entrant, pairing, nA])).toEqual([
      ['mesh@governed → mesh@bare', 'paired', 2],
      ['mesh@governed → mesh@bare', 'exact', 2],
    ])
  })

  it('say why one of them could not run', { timeout: SLOW_MS }, async () => {
    const sides = ['--a', 'nobody@governed', '--b', 'mesh@bare', '--trials', '2']
    const { code, stdout, stderr } = await run('compare', '--run', 'w.yaml', ...sides)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('there is no architecture "nobody"')
    expect(stderr).toContain('--a  USAGE')
  })
})
