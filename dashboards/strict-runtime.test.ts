/**
 * The charts render where no code may be made from strings: what a browser's policy without
 * `unsafe-eval` forbids. The built code runs in a process of its own, because the flag would stop the
 * test runner: `npm run build` comes first.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleRun } from '../results/testing/example-run.ts'
import { renderDashboard } from './publish.ts'

const run = promisify(execFile)
const built = new URL('../dist/dashboards/publish.js', import.meta.url)
let dir = ''

const SCRIPT = `
import { readFileSync } from 'node:fs'
import { renderDashboard } from ${JSON.stringify(built.href)}
let forbidden = false
try { new Function('return 1') } catch { forbidden = true }
if (!forbidden) throw new Error('code can be made from strings: the test proves nothing')
const { manifest, trials } = JSON.parse(readFileSync('run.json', 'utf8'))
process.stdout.write(await renderDashboard(manifest, trials))
`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-strict-'))
  await writeFile(join(dir, 'main.mjs'), SCRIPT)
  await writeFile(join(dir, 'run.json'), JSON.stringify(exampleRun()))
})

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

test('gives the same page without code from strings', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--disallow-code-generation-from-strings', join(dir, 'main.mjs')],
    { cwd: dir, maxBuffer: 1 << 26 },
  )
  const { manifest, trials } = exampleRun()
  expect(stdout).toBe(await renderDashboard(manifest, trials))
})
