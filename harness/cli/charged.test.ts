import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeDigests } from '../../results/digests.ts'
import type { CompletedTrial, RunManifest } from '../../results/record.ts'
import { EXIT } from '../kernel/errors.ts'
import { makeTestFolder } from './testing/folder.ts'
import { musterHere } from './testing/muster-here.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const SLOW_MS = 120_000
/** Costs that are felt: a call of the model keeps a core for ten seconds. */
const TABLE = {
  schema: 'muster/cost-table@3',
  rows: [
    {
      entrant: 'mesh@bare',
      costs: {
        event: 1_000,
        units: { modelCalls: 10_000_000 },
        follow: 2,
        lead: { event: 800, follow: 1, units: { modelCalls: 8_000_000, taskEnds: 2 } },
        spread: [0.9, 1.1],
        spells: [0.9, 1.1],
        pauses: [{ everyUs: 20_000_000, lengthsUs: [1_000_000, 2_000_000] }],
      },
    },
    { entrant: 'crewai@bare', costs: { event: 1_000, units: { modelCalls: 10_000_000 } } },
  ],
}

const folder = makeTestFolder()
folder.write('w.yaml', tinyWorkload({ architectures: ['mesh', 'crewai'], profiles: ['bare'] }))
folder.write('costs.json', JSON.stringify(TABLE))
afterAll(() => folder.remove())

const run = (...args: string[]) => musterHere(['run', 'w.yaml', ...args], { cwd: folder.path })
const onOneHost = (...args: string[]) =>
  run('--cpu', 'charged', '--cost-table', 'costs.json', ...args)
const charged = (...args: string[]) => onOneHost('--departments-per-host', '2', ...args)
const textOf = (dir: string, file: string): string =>
  readFileSync(join(folder.path, dir, file), 'utf8')

function trialsOf(dir: string): CompletedTrial[] {
  const lines = textOf(dir, 'cells.jsonl').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as CompletedTrial)
}

const digestsOf = (dir: string): string[] => trialsOf(dir).map((trial) => trial.digest)
const meanMs = (dir: string): number =>
  Math.min(...trialsOf(dir).map(({ latency }) => latency.meanMs ?? 0))

describe('a run with charged CPU time', () => {
  it('is the same for one thread and for two', { timeout: SLOW_MS }, async () => {
    expect((await charged('--threads', '1', '--out', 'one')).code).toBe(EXIT.done)
    expect((await charged('--threads', '2', '--out', 'two')).code).toBe(EXIT.done)
    expect(trialsOf('two').map(({ threads }) => threads)).toEqual([2, 2])
    expect(digestsOf('two')).toEqual(digestsOf('one'))
  })

  it(
    'has the work in its latencies, less of it with more cores',
    { timeout: SLOW_MS },
    async () => {
      await run('--out', 'free')
      await onOneHost('--cores', '1', '--out', 'narrow')
      await onOneHost('--cores', '8', '--out', 'wide')
      expect(meanMs('narrow')).toBeGreaterThan(meanMs('wide'))
      expect(meanMs('wide')).toBeGreaterThan(meanMs('free') + 10_000)
    },
  )

  it('says so on its dashboard, and keeps its costs', () => {
    const page = textOf('one', 'index.html')
    expect(page).toContain('CPU time is charged')
    expect(page).toContain('href="cost-table.json"')
    expect(JSON.parse(textOf('one', 'cost-table.json'))).toEqual(TABLE)
    const { hosts } = JSON.parse(textOf('one', 'run.json')) as RunManifest
    expect(page).toContain(hosts?.costsDigest)
    expect(textOf('free', 'index.html')).not.toContain('CPU time is charged')
  })

  it('is verified with the same costs', { timeout: SLOW_MS }, async () => {
    const { code, stdout } = await musterHere(['verify', 'two'], { cwd: folder.path })
    expect(code).toBe(EXIT.done)
    expect(stdout).toContain('2 of 2 trials run again to the same digests')
  })

  it('goes on with the costs that it began with only', { timeout: SLOW_MS }, async () => {
    const again = await run(
      '--cpu',
      'charged',
      '--departments-per-host',
      '2',
      '--out',
      'one',
      '--resume',
    )
    expect(again.code).toBe(EXIT.done)
    expect(again.stderr).not.toContain('measuring')
    for (const flags of [[], ['--cpu', 'charged'], ['--cpu', 'charged', '--cores', '2']]) {
      const { code, stderr } = await run(...flags, '--out', 'one', '--resume')
      expect(code).toBe(EXIT.usage)
      expect(stderr).toContain('the plan is another than the run')
    }
  })

  it('is refused when its costs were changed', { timeout: SLOW_MS }, async () => {
    const before = textOf('two', 'run.json')
    writeFileSync(join(folder.path, 'two/run.json'), before.replace('10000000', '10000001'))
    await writeDigests(join(folder.path, 'two'))
    const { code, stderr } = await musterHere(['verify', 'two'], { cwd: folder.path })
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('the cost table is another than the run')
  })

  it(
    'measures its costs if none are given, and tells how to charge them again',
    { timeout: SLOW_MS },
    async () => {
      const { code, stderr } = await run(
        '--cpu',
        'charged',
        '--architectures',
        'mesh',
        '--out',
        'm',
      )
      expect(code).toBe(EXIT.done)
      expect(stderr).toContain('measuring what the work of 1 entrants costs here')
      expect(stderr).toContain('mesh@bare: ')
      const { hosts, command } = JSON.parse(textOf('m', 'run.json')) as RunManifest
      expect(hosts).toMatchObject({ cores: 1, costsFrom: 'measured' })
      expect(command).toMatch(/--cost-table m.cost-table\.json$/)
      const words = command.split(' ').slice(1)
      expect((await musterHere([...words, '--out', 'n'], { cwd: folder.path })).code).toBe(
        EXIT.done,
      )
      expect(digestsOf('n')).toEqual(digestsOf('m'))
    },
  )
})

describe('flags of charged CPU time', () => {
  it('are told in the plan', async () => {
    const { code, stdout } = await charged('--cores', '4', '--dry-run')
    expect(code).toBe(EXIT.done)
    expect(stdout).toContain(
      'charged to simulated hosts, one for 2 departments, cores of each: 4; costs: those of costs.json',
    )
    expect((await run('--dry-run')).stdout).not.toContain('charged')
  })

  it.each([
    [['--cpu', 'some'], '--cpu  USAGE', 'free or charged'],
    [['--cores', '2'], '--cores  USAGE', 'add --cpu charged'],
    [['--cpu', 'free', '--cost-table', 'costs.json'], '--cost-table  USAGE', 'add --cpu charged'],
    [['--departments-per-host', '2'], '--departments-per-host  USAGE', 'add --cpu charged'],
    [['--cpu', 'charged', '--cores', '0'], '--cores  USAGE', 'whole number from 1'],
    [['--cpu', 'charged', '--departments-per-host', 'x'], '--departments-per-host  USAGE', 'whole'],
    [['--cpu', 'charged', '--cost-table', ''], '--cost-table  USAGE', 'the value is empty'],
  ])('%j are refused at their place', async (flags, place, words) => {
    const { code, stdout, stderr } = await run(...flags)
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
    expect(stderr).toContain(place)
    expect(stderr).toContain(words)
  })

  it.each([
    ['nowhere.json', undefined, 'ENOENT'],
    ['torn.json', '{"schema":', 'it is not JSON'],
    ['other.json', '{"schema":"muster/run@1","rows":[]}', 'schema should be'],
    ['part.json', JSON.stringify({ ...TABLE, rows: TABLE.rows.slice(1) }), 'no costs of mesh@bare'],
    ['wrong.json', JSON.stringify(TABLE).replace('1000,', '"x",'), 'rows[0].costs.event should be'],
  ])('a cost table like %s is refused', async (file, text, message) => {
    if (text !== undefined) folder.write(file, text)
    const { code, stdout, stderr } = await run('--cpu', 'charged', '--cost-table', file)
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
    expect(stderr).toContain(`--cost-table ${file}  USAGE`)
    expect(stderr).toContain(message)
  })
})
