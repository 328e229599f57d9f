import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTestFolder, type TestFolder } from '../testing/folder.ts'
import { takeRunFolder } from './run-folder.ts'

let folder: TestFolder
let cwd: string
beforeEach(() => {
  folder = makeTestFolder()
  cwd = process.cwd()
  process.chdir(folder.path)
})
afterEach(() => {
  process.chdir(cwd)
  folder.remove()
})

const STARTED = '2026-03-18T09:30:15.123Z'

describe('the folder of a run', () => {
  it('is named for workload and time, from the working folder', async () => {
    const dir = await takeRunFolder(undefined, 'smoke', STARTED)
    expect(dir).toBe(join('results', 'runs', 'smoke-2026-03-18T09-30-15'))
    expect(existsSync(join(folder.path, dir, 'cells.jsonl'))).toBe(true)
  })

  it('gets a number when another run started in the same second', async () => {
    await takeRunFolder(undefined, 'smoke', STARTED)
    expect(await takeRunFolder(undefined, 'smoke', STARTED)).toMatch(/T09-30-15-2$/)
    expect(await takeRunFolder(undefined, 'smoke', STARTED)).toMatch(/T09-30-15-3$/)
  })

  it('that was asked for is never another one', async () => {
    expect(await takeRunFolder('mine', 'smoke', STARTED)).toBe('mine')
    await expect(takeRunFolder('mine', 'smoke', STARTED)).rejects.toMatchObject({
      code: 'RUN_EXISTS',
    })
    expect(existsSync(join(folder.path, 'mine-2'))).toBe(false)
  })
})
