import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseManifest } from '../../results/record-shape.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())

describe('a run', () => {
  it('carries the self-test that was made before its trials', async () => {
    folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'] }))
    const { code } = await muster(['run', 'w.yaml', '--out', 'mine'], { cwd: folder.path })
    expect(code).toBe(0)
    const text = readFileSync(join(folder.path, 'mine/run.json'), 'utf8')
    const { metrology, warnings } = parseManifest(JSON.parse(text))
    expect(metrology?.extent).toBe('quick')
    expect(metrology?.rows.filter(({ holds }) => !holds)).toEqual([])
    expect(metrology?.holds).toBe(true)
    expect(warnings).toEqual([])
    const page = readFileSync(join(folder.path, 'mine/index.html'), 'utf8')
    expect(page).toMatch(/13 of 13 known answers reproduced/)
  }, 120_000)
})
