import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CapacityDocument } from '../../results/capacity-record.ts'
import { EXIT } from '../kernel/errors.ts'
import { packageRoot } from '../kernel/package-root.ts'
import { makeTestFolder } from './testing/folder.ts'
import { musterHere } from './testing/muster-here.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())

describe('muster capacity', () => {
  it.each([
    [['nowhere.yaml'], 'WORKLOAD_NOT_FOUND'],
    [['smoke', '--cpu', 'half'], '--cpu  USAGE'],
    [['smoke', '--cores', '2'], '--cores  USAGE'],
    [['smoke', '--cpu', 'charged', '--cores', '0'], '--cores  USAGE'],
    [['smoke', '--tasks', '10'], '--tasks  USAGE'],
    [['smoke', '--threads', '0'], '--threads  USAGE'],
    [['smoke', '--objective', 'taskLatency p99 < 1 s'], '--objective  USAGE'],
    [['smoke', '--objective', 'tasksPerCpuS > 5'], '--objective  USAGE'],
    [['smoke', '--objective', 'exposedPeople < 50'], '--objective  USAGE'],
    [['smoke', '--objective', ''], '--objective  USAGE'],
    [['smoke', '--architectures', 'mash'], '--architectures  WORKLOAD_INVALID'],
  ])('with %j is a located error', async (args, message) => {
    const { code, stdout, stderr } = await musterHere(['capacity', ...args], { cwd: folder.path })
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('refuses a folder that holds a record', async () => {
    const out = join(folder.path, 'there')
    mkdirSync(out)
    writeFileSync(join(out, 'capacity.json'), '')
    const { code, stderr } = await musterHere(['capacity', 'smoke', '--out', out], {
      cwd: folder.path,
    })
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('RUN_EXISTS')
  })

  it('asks what the workload asks and --objective adds, with as many tasks as that needs', async () => {
    const file = join(folder.path, 'asking.yaml')
    const smoke = readFileSync(join(packageRoot(), 'workloads/library/smoke.yaml'), 'utf8')
    writeFileSync(file, `${smoke}\nobjectives: [taskLatencyMs p50 < 1 h, tasksPerCpuS > 5]\n`)
    const { code, stdout, stderr } = await musterHere(
      [
        ...['capacity', file, '--agents', '6', '--architectures', 'mesh', '--profiles', 'bare'],
        ...['--objective', 'taskLatencyMs p99.5 < 1 h', '--tasks', '700', '--json'],
      ],
      { cwd: folder.path },
    )
    expect(code).toBe(EXIT.done)
    const { records, tasks, warnings } = JSON.parse(stdout) as CapacityDocument
    expect(records[0]?.objectives).toEqual(['taskLatencyMs p50 < 1 h', 'taskLatencyMs p99.5 < 1 h'])
    expect(tasks).toBeGreaterThan(919)
    expect(warnings).toEqual([
      expect.stringContaining('left out: "tasksPerCpuS > 5"'),
      expect.stringContaining('instead of 700'),
    ])
    for (const warning of warnings) expect(stderr).toContain(warning)
  })

  it('prints and stores an interval and the curve', async () => {
    const out = join(folder.path, 'found')
    const chosen = ['--agents', '12', '--architectures', 'mesh', '--profiles', 'bare']
    const { code, stdout } = await musterHere(
      ['capacity', 'smoke', ...chosen, '--tasks', '700', '--out', out, '--json'],
      { cwd: folder.path },
    )
    expect(code).toBe(EXIT.done)
    const [record] = (JSON.parse(stdout) as { records: { capacity: Record<string, unknown> }[] })
      .records
    expect(record?.capacity).toMatchObject({ kind: 'found' })
    expect(readFileSync(join(out, 'capacity.json'), 'utf8')).toBe(stdout)
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('mesh@bare')
    expect(readFileSync(join(out, 'capacity.csv'), 'utf8').split('\n').length).toBeGreaterThan(5)
  })
})
