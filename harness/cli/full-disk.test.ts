import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRun } from '../../results/read-run.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const FULL_DEVICE = '/dev/full'

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())

describe('a disk that is full', () => {
  it.skipIf(process.platform === 'win32')('ends the run and loses no trial', async () => {
    const text = tinyWorkload({ architectures: ['mesh'], profiles: ['bare'], trials: 30 })
    folder.write('w.yaml', text)
    // At most 40 or 80 KiB a file, by shell: run.json is less, the records of thirty trials are more.
    const via = ['sh', '-c', 'ulimit -f 80; exec "$@"', 'sh']
    const args = ['run', 'w.yaml', '--out', 'r']
    const { code, stdout, stderr } = await muster(args, { cwd: folder.path, via })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('r/cells.jsonl  OUT_NOT_WRITABLE')
    expect(stderr).toContain('no space is left to write cells.jsonl')
    const { manifest, trials, warnings } = await readRun(join(folder.path, 'r'))
    expect(trials.length).toBeGreaterThan(0)
    expect(stderr).toContain(`${trials.length} of 30 trials are kept in r`)
    expect(manifest.state).toBe('partial')
    expect(warnings).toEqual([`${30 - trials.length} of 30 planned trials are missing`])
  })

  it.skipIf(!existsSync(FULL_DEVICE))('under stdout is told without a stack', async () => {
    const stdout = openSync(FULL_DEVICE, 'w')
    const { code, stderr } = await muster(['schema'], { cwd: folder.path, stdout })
    closeSync(stdout)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^stdout {2}OUT_NOT_WRITABLE\n {4}cannot write the output \(ENOSPC\)\n/)
    expect(stderr).not.toContain(' at ')
  })
})
