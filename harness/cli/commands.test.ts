import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../kernel/errors.ts'
import { packageRoot } from '../kernel/package-root.ts'
import { EXPLANATIONS } from './command/explain.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { muster, startMuster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())
const run = (...args: string[]) => muster(args, { cwd: folder.path })

describe('schema', () => {
  it('prints the schema that the package holds', async () => {
    const { code, stdout, stderr } = await run('schema')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(readFileSync(join(packageRoot(), 'workloads/schema.json'), 'utf8'))
  })
})

describe('doctor', () => {
  it('prints a line a check, each with its state', async () => {
    const { code, stdout, stderr } = await run('doctor')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const check of ['node', 'cores', 'memory', 'load', 'clock', 'adapter langchain']) {
      expect(stdout).toMatch(new RegExp(`^(ok|warning) +${check}: .+$`, 'm'))
    }
    expect(folder.snapshot()).toEqual({})
  })

  it('prints one document with --json', async () => {
    const { code, stdout } = await run('doctor', '--json')
    expect(code).toBe(0)
    const { schema, checks } = JSON.parse(stdout) as { schema: string; checks: { name: string }[] }
    expect(schema).toBe('muster/doctor@1')
    expect(checks.map((check) => check.name)).toContain('adapter mesh')
  })
})

describe('explain', () => {
  it('lists every code and every control level', async () => {
    const { code, stdout } = await run('explain')
    expect(code).toBe(0)
    const names = stdout.trimEnd().split('\n')
    const codes = Object.keys(EXPLANATIONS)
    expect(names.slice(0, codes.length)).toEqual(codes)
    expect(names.slice(codes.length)).toContain('A4  authentication')
    expect(names.at(-1)).toBe('X1  cryptographic library')
  })

  it('explains a code in any case', async () => {
    const { code, stdout } = await run('explain', 'run_exists')
    expect(code).toBe(0)
    expect(stdout).toBe(`RUN_EXISTS\n\n${EXPLANATIONS.RUN_EXISTS}\n`)
  })

  it('prints one document with --json', async () => {
    const { stdout } = await run('explain', '--json')
    const { codes } = JSON.parse(stdout) as { codes: { code: string; explanation: string }[] }
    expect(codes.map(({ code }) => code)).toEqual(Object.keys(EXPLANATIONS))
  })

  it('explains a control level, in any case and as a document', async () => {
    const { code, stdout } = await run('explain', 'k1')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^K1, capabilities\n\nA signed token for each work/)
    const { codes, levels } = JSON.parse((await run('explain', 'K1', '--json')).stdout) as {
      codes: unknown[]
      levels: { level: string; stage: string }[]
    }
    expect(codes).toEqual([])
    expect(levels).toMatchObject([{ level: 'K1', stage: 'capabilities' }])
  })

  it('refuses a level that there is not', async () => {
    const { code, stderr } = await run('explain', 'A9')
    expect(code).toBe(2)
    expect(stderr).toContain('there is no error code and no control level "A9"')
  })

  it('has a text for every code that an error can have', () => {
    const source = readFileSync(join(packageRoot(), 'harness/kernel/errors.ts'), 'utf8')
    const union = /export type MusterErrorCode =\n((?: {2}\| '[A-Z_]+'\n)+)/.exec(source)?.[1] ?? ''
    const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map((match) => match[1])
    expect(codes.length).toBeGreaterThan(10)
    expect(Object.keys(EXPLANATIONS).sort()).toEqual(codes.sort())
    for (const text of Object.values(EXPLANATIONS)) expect(text.length).toBeGreaterThan(40)
  })
})

describe('--dry-run', () => {
  it('prints the plan and writes nothing', async () => {
    folder.write('w.yaml', tinyWorkload({ architectures: ['mesh', 'crewai'], trials: 3 }))
    const before = folder.snapshot()
    const { code, stdout } = await run('run', 'w.yaml', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^workload +tiny, w\.yaml \(digest [0-9a-f]{16}\)$/m)
    expect(stdout).toMatch(/^ +crewai@governed \(A2 K0 P1 /m)
    expect(stdout).toMatch(/^trials +6: 3 of each cell/m)
    // Poisson arrivals are driven up to minTasks; the default mix needs 4.5 calls a task.
    expect(stdout).toMatch(/^240 +about 12 +about 54$/m)
    expect(folder.snapshot()).toEqual(before)
  })

  it('prints one whole document with --json, however large', async () => {
    const architectures = ['langchain', 'crewai', 'autogen', 'mesh']
    const profiles = ['bare', 'governed']
    folder.write('w.yaml', tinyWorkload({ architectures, profiles, agents: '[240, 480]' }))
    const { code, stdout } = await run('run', 'w.yaml', '--trials', '1000', '--dry-run', '--json')
    expect(code).toBe(0)
    expect(stdout.length).toBeGreaterThan(1_000_000)
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1)
    const plan = JSON.parse(stdout) as { schema: string; trials: unknown[] }
    expect(plan.schema).toBe('muster/plan@1')
    expect(plan.trials).toHaveLength(4 * 2 * 2 * 1000)
  })
})

describe('a reader that leaves early', () => {
  it('gets no stack trace and changes no exit code', async () => {
    const { child, ended } = startMuster(['schema'], { cwd: folder.path })
    child.stdout?.destroy()
    expect(await ended).toEqual({ code: EXIT.done, stdout: '', stderr: '' })
  })
})

describe('what is loaded', () => {
  const HOOK = `import { appendFileSync } from 'node:fs'
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context)
  appendFileSync('loaded.txt', found.url + '\\n')
  return found
}
`
  const REGISTER = `import { register } from 'node:module'
register('./hook.mjs', import.meta.url)
`
  const HEAVY = /node_modules\/(vega[a-z-]*|langchain|@langchain|piscina|csv-stringify|zod|yaml)\//

  async function heavyOf(...args: string[]): Promise<string[]> {
    folder.write('hook.mjs', HOOK)
    folder.write('register.mjs', REGISTER)
    const nodeFlags = ['--import', './register.mjs']
    const { code } = await muster(args, { cwd: folder.path, nodeFlags })
    expect(code).toBe(EXIT.done)
    const urls = readFileSync(join(folder.path, 'loaded.txt'), 'utf8').split('\n')
    expect(urls.some((url) => url.includes('/commander/'))).toBe(true)
    return [...new Set(urls.flatMap((url) => HEAVY.exec(url)?.[1] ?? []))]
  }

  it('by --help is the command line alone', async () => {
    expect(await heavyOf('--help')).toEqual([])
  })

  it('by a plan is neither a framework nor a chart', async () => {
    const heavy = await heavyOf('run', 'smoke', '--dry-run')
    expect(heavy).toContain('yaml')
    expect(heavy.filter((name) => /vega|langchain|csv/.test(name))).toEqual([])
  })

  it('by doctor is every adapter', async () => {
    expect(await heavyOf('doctor')).toContain('@langchain')
  })
})
