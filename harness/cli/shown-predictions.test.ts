import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { examplePredictions } from '../../results/testing/example-predictions.ts'
import { EXIT } from '../kernel/errors.ts'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

const folder = makeTestFolder()
const RECORD = JSON.stringify(examplePredictions())
folder.write('w.yaml', tinyWorkload({ architectures: ['mesh'], profiles: ['bare'] }))
mkdirSync(join(folder.path, 'tested'))
folder.write('tested/predictions.json', RECORD)
folder.write('other.json', '{"schema":"muster/predictions@9"}')
folder.write('torn.json', RECORD.slice(0, -9))
afterAll(() => folder.remove())

const start = (...args: string[]) => muster(args, { cwd: folder.path })

describe('muster run --predictions', () => {
  it('shows the verdicts on the page, and the run still verifies', async () => {
    const ran = await start('run', 'w.yaml', '--predictions', 'tested', '--out', 'run')
    expect(ran.code).toBe(EXIT.done)
    const page = readFileSync(join(folder.path, 'run', 'index.html'), 'utf8')
    expect(page).toContain('<h2 id="predictions">Predictions</h2>')
    expect(page).toContain('not told apart from C1')
    expect(page).toContain('--predictions tested')
    expect((await start('verify', 'run', '--quick')).code).toBe(EXIT.done)
  })

  it.each([
    ['absent.json', '--predictions absent.json', 'cannot be read (ENOENT)'],
    ['other.json', '--predictions other.json', 'schema should be muster/predictions@1'],
    ['torn.json', '--predictions torn.json', 'it is not JSON'],
    ['.', '--predictions predictions.json', 'cannot be read (ENOENT)'],
  ])('refuses %s before any trial, with its place', async (given, where, why) => {
    const ran = await start('run', 'w.yaml', '--predictions', given, '--out', 'refused')
    expect(ran.code).toBe(EXIT.usage)
    expect(ran.stderr).toContain(where)
    expect(ran.stderr).toContain(why)
    expect(ran.stdout).toBe('')
  })
})
