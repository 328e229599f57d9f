import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../kernel/package-root.ts'
import type { Mutant, Verdict } from './mutant.ts'
import { MUTANTS } from './mutants.ts'
import { runMutants, scoreOf, type MutationRun } from './mutation-run.ts'
import { copyProject, type Project } from './project-copy.ts'

const SOURCE = `export function larger(a: number, b: number): number {
  return a > b ? a : b
}
export function countdown(from: number): number {
  while (from > 0) from--
  return from
}
`
const TEST = `import { expect, test } from 'vitest'
import { countdown, larger } from './source.ts'
test('the larger is the first', () => expect(larger(2, 1)).toBe(2))
test('a countdown ends', () => expect(countdown(3)).toBe(0))
`

/** A project of one source file and one test file, with this project's packages. */
function tinyProject(test: string = TEST): Project {
  const root = mkdtempSync(join(tmpdir(), 'muster-tiny-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const files = { 'package.json': '{"type":"module"}', 'a/source.ts': SOURCE, 'a/it.test.ts': test }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return { root, files: Object.keys(files), packages: join(packageRoot(), 'node_modules') }
}

function mutant(find: string, replace: string, file = 'a/source.ts'): Mutant {
  return { id: find, what: '', file, find, replace, tests: ['a/it.test.ts'] }
}

function verdictsOf(run: MutationRun): Verdict[] {
  if (run.kind === 'red') throw new Error(JSON.stringify(run.because))
  return run.judged.map(({ verdict }) => verdict)
}

test('a fault that a test notices is killed by it, and one that none notices survives', async () => {
  const project = tinyProject()
  const seen: string[] = []
  const mutants = [mutant('a > b', 'a < b'), mutant('? a : b', '? a : a'), mutant('a > b', 'true')]
  const run = await runMutants({
    project,
    mutants,
    timeoutMs: 60_000,
    onJudged: ({ verdict }) => seen.push(verdict.kind),
  })
  expect(verdictsOf(run)).toEqual([
    { kind: 'killed', by: 'the larger is the first' },
    { kind: 'survived' },
    { kind: 'survived' },
  ])
  expect(seen).toEqual(['killed', 'survived', 'survived'])
  expect(run.kind === 'judged' && scoreOf(run.judged)).toBe('1 of 3 mutants killed (33 %)')
  expect(readFileSync(join(project.root, 'a/source.ts'), 'utf8')).toBe(SOURCE)
})

test('a mutant whose text is not in its file exactly once is stale', async () => {
  const mutants = [
    mutant('a >= b', 'a < b'),
    mutant('return', 'throw'),
    mutant('a > b', 'a < b', 'a/gone.ts'),
  ]
  expect(
    verdictsOf(await runMutants({ project: tinyProject(), mutants, timeoutMs: 60_000 })),
  ).toEqual([
    { kind: 'stale', found: 0 },
    { kind: 'stale', found: 2 },
    { kind: 'stale', found: 0 },
  ])
})

test('code that no longer loads is not a killed mutant', async () => {
  const mutants = [mutant('a > b', 'a > > b')]
  const run = await runMutants({ project: tinyProject(), mutants, timeoutMs: 60_000 })
  expect(verdictsOf(run).map(({ kind }) => kind)).toEqual(['broken'])
})

test('a loop without end is ended and is not a killed mutant', async () => {
  const mutants = [mutant('while (from > 0) from--', 'while (from > 0);')]
  const run = await runMutants({ project: tinyProject(), mutants, timeoutMs: 3_000 })
  expect(verdictsOf(run)).toEqual([{ kind: 'timed-out' }])
})

test('tests that fail without a mutant end the run', async () => {
  const project = tinyProject(TEST.replace('toBe(2)', 'toBe(1)'))
  expect(
    await runMutants({ project, mutants: [mutant('a > b', 'a < b')], timeoutMs: 60_000 }),
  ).toEqual({ kind: 'red', because: { kind: 'failed', test: 'the larger is the first' } })
})

test('a copy shares no file with its project', () => {
  const project = tinyProject()
  const copy = copyProject(project)
  onTestFinished(() => rmSync(copy, { recursive: true }))
  writeFileSync(join(copy, 'a/source.ts'), 'changed')
  expect(readFileSync(join(project.root, 'a/source.ts'), 'utf8')).toBe(SOURCE)
  expect(existsSync(join(copy, 'node_modules/vitest/vitest.mjs'))).toBe(true)
})

test('every declared mutant has its own id and changes something', () => {
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length)
  expect(MUTANTS.filter(({ find, replace }) => find === replace)).toEqual([])
})
