/**
 * The charts render where no code may be made from strings: what a browser's policy without
 * `unsafe-eval` forbids. The compiler's output runs in a process of its own, because the flag would
 * stop the test runner.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleRun } from '../results/testing/example-run.ts'
import { renderDashboard } from './publish.ts'

const run = promisify(execFile)
const project = fileURLToPath(new URL('..', import.meta.url))
let dir = ''

const SCRIPT = `
import { renderDashboard } from './out/dashboards/publish.js'
import { exampleRun } from './out/results/testing/example-run.js'
let forbidden = false
try { new Function('return 1') } catch { forbidden = true }
if (!forbidden) throw new Error('code can be made from strings: the test proves nothing')
const { manifest, trials } = exampleRun()
process.stdout.write(await renderDashboard(manifest, trials))
`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-strict-'))
  await mkdir(join(dir, 'out'))
  await symlink(join(project, 'node_modules'), join(dir, 'node_modules'), 'junction')
  await writeFile(join(dir, 'package.json'), '{"type":"module"}')
  await writeFile(join(dir, 'main.js'), SCRIPT)
  await writeFile(
    join(dir, 'tsconfig.json'),
    JSON.stringify({
      extends: join(project, 'tsconfig.build.json'),
      compilerOptions: { rootDir: project, outDir: join(dir, 'out'), declaration: false },
      include: [],
      files: ['dashboards/publish.ts', 'results/testing/example-run.ts'].map((file) =>
        join(project, file),
      ),
    }),
  )
  const compiler = join(project, 'node_modules', 'typescript', 'bin', 'tsc')
  await run(process.execPath, [compiler, '-p', join(dir, 'tsconfig.json')])
})

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

test('gives the same page without code from strings', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--disallow-code-generation-from-strings', join(dir, 'main.js')],
    { maxBuffer: 1 << 26 },
  )
  const { manifest, trials } = exampleRun()
  expect(stdout).toBe(await renderDashboard(manifest, trials))
})
