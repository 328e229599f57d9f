import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
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
  const run = await runMutants({ project: tinyProject(), mutants, timeoutMs: 6_000 })
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

test('a built folder is within reach of the copy, and not copied', () => {
  const project = tinyProject()
  const built = join(project.root, 'made')
  mkdirSync(built)
  writeFileSync(join(built, 'x.js'), '')
  const copy = copyProject({ ...project, built })
  onTestFinished(() => rmSync(copy, { recursive: true }))
  expect(realpathSync(join(copy, 'dist/x.js'))).toBe(realpathSync(join(built, 'x.js')))
})

test('every declared mutant has its own id and changes something', () => {
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length)
  expect(MUTANTS.filter(({ find, replace }) => find === replace)).toEqual([])
})

test('every declared mutant is about code that is there, once, and about tests that are', () => {
  const root = packageRoot()
  const stale = MUTANTS.filter(({ file, find, tests }) => {
    const code = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : ''
    return code.split(find).length !== 2 || !tests.every((name) => existsSync(join(root, name)))
  })
  expect(stale.map(({ id }) => id)).toEqual([])
})

/** Files of the controls that decide nothing of their own. */
const UNDECIDING: ReadonlySet<string> = new Set([
  // Types, parameters and figures.
  'audit/audit-stage.ts',
  'auth/break-even.ts',
  'auth/proof-bytes.ts',
  'containment/communication-stop.ts',
  'counters.ts',
  'detection/anomaly-parameters.ts',
  'detection/detector.ts',
  'detection/alert.ts',
  'guard-options.ts',
  'guard.ts',
  'levels.ts',
  'limits/limit-parameters.ts',
  'limits/limit-stage.ts',
  'policy/central/policy-step.ts',
  'policy/central/server-parameters.ts',
  'primitives/primitives.ts',
  'sandbox/sandboxes.ts',
  'stage.ts',
  // What tests and attacks are made of.
  'guard-fixture.ts',
  // Calls of the system whose failure only a loss of power shows; what calls them has mutants.
  'audit/disk.ts',
  // Runs as a process from built code, where a mutant of the source is not.
  'audit/witness/main.ts',
])

test('every file of the controls that decides something has a mutant', () => {
  const folder = 'harness/controls'
  const names = readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
  const mutated = new Set(MUTANTS.map(({ file }) => file))
  const without = names.filter(
    (name) =>
      name.endsWith('.ts') &&
      !name.endsWith('.test.ts') &&
      !name.includes('testing/') &&
      !UNDECIDING.has(name) &&
      !mutated.has(`${folder}/${name}`),
  )
  expect(without.toSorted()).toEqual([])
  expect([...UNDECIDING].filter((name) => !names.includes(name))).toEqual([])
})
