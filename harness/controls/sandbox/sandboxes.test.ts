import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { BYPASS_PROGRAM } from '../../incidents/policy-bypass.ts'
import { openSandboxes } from './open-sandboxes.ts'
import { MAX_PROCESSES, ProcessSandboxes } from './process-sandboxes.ts'
import { ASKING_PROGRAM, type ProgramOutcome } from './program.ts'
import { openQuickJs } from './quickjs-sandboxes.ts'
import type { SandboxLevel, Sandboxes, ServiceHandles } from './sandboxes.ts'
import { WorkerSandboxes } from './worker-sandboxes.ts'

const ALL = ['S0', 'S1', 'S2', 'S3'] as const
const ISOLATED = ['S1', 'S2', 'S3'] as const
const TIMEOUT_MS = 1_000

const opened: Sandboxes[] = []

afterEach(() => {
  for (const sandboxes of opened.splice(0)) sandboxes.close()
})

function keep<T extends Sandboxes>(sandboxes: T): T {
  opened.push(sandboxes)
  return sandboxes
}

const open = async (level: SandboxLevel): Promise<Sandboxes> =>
  keep(
    level === 'S1'
      ? new WorkerSandboxes(4, TIMEOUT_MS)
      : await openSandboxes(level, { departments: 2, shards: 1 }),
  )

interface Caller {
  readonly cell?: number
  readonly agent?: number
  readonly services?: ServiceHandles
}

function run(
  sandboxes: Sandboxes,
  program: string,
  { cell = 0, agent = 1, services }: Caller = {},
): ProgramOutcome {
  return sandboxes.run({ cell, agent, program, action: 'post', text: 'all is well' }, services)
}

/** What a program finds, told by way of its request. */
function found(sandboxes: Sandboxes, expression: string, caller: Caller = {}): string {
  const program = `(capability) => capability.request('tell', ${expression})`
  const outcome = run(sandboxes, program, caller)
  return outcome.kind === 'request' ? outcome.text : outcome.kind
}

/** The board, with what was posted past the path. */
function board(): ServiceHandles & { readonly posts: [number, string][] } {
  const posts: [number, string][] = []
  return { posts, post: (author, text) => posts.push([author, text]) }
}

const REQUEST = { kind: 'request', action: 'post', text: 'all is well' }

it.each(ALL)('a level is opened as what it says: %s', async (level) => {
  const sandboxes = keep(await openSandboxes(level, { departments: 2, shards: 1 }))
  expect(sandboxes.level).toBe(level)
})

describe.each(ALL)('%s', (level) => {
  it('lets out what a well-behaved program asks for, to the character', async () => {
    const sandboxes = await open(level)
    expect(run(sandboxes, ASKING_PROGRAM)).toEqual(REQUEST)
    const text = 'é "\\ \n  \u{1f600} \ud800 "]'
    const call = { cell: 0, agent: 1, program: ASKING_PROGRAM, action: 'lookup', text }
    expect(sandboxes.run(call)).toEqual({ kind: 'request', action: 'lookup', text })
  })

  it.each([
    ['asks for nothing', '() => {}'],
    ['asks twice', "(c) => { c.request('a', 'b'); c.request('c', 'd') }"],
    ['throws', '() => { throw 1 }'],
    ['is no function', '42'],
    ['is no program', ')('],
    ['recurses without end', '() => { const down = () => 1 + down(); down() }'],
  ])('gives a fault, and goes on, if a program %s', async (_what, program) => {
    const sandboxes = await open(level)
    expect(run(sandboxes, program).kind).toBe('fault')
    expect(run(sandboxes, ASKING_PROGRAM)).toEqual(REQUEST)
  })
})

describe('the policy bypass', () => {
  it('succeeds at S0: the post is there, and nothing was asked', async () => {
    const services = board()
    expect(run(await open('S0'), BYPASS_PROGRAM, { services }).kind).toBe('fault')
    expect(services.posts).toEqual([[1, 'all is well']])
  })

  it.each(ISOLATED)('fails at %s', async (level) => {
    const services = board()
    expect(run(await open(level), BYPASS_PROGRAM, { services }).kind).toBe('fault')
    expect(services.posts).toEqual([])
  })
})

describe('what a program can reach', () => {
  const ambient = "[typeof process, typeof require, typeof setTimeout, typeof fetch].join(' ')"

  it('is all of Node at S0', async () => {
    expect(found(await open('S0'), ambient)).toMatch(/^object \w+ function function$/)
  })

  it.each(['S1', 'S2'] as const)('is the language alone at %s', async (level) => {
    const sandboxes = await open(level)
    expect(found(sandboxes, ambient)).toBe('undefined undefined undefined undefined')
    const importing = "(import('node:fs').then(() => { globalThis.leaked = 1 }, () => {}), 'asked')"
    found(sandboxes, importing)
    expect(found(sandboxes, 'typeof leaked')).toMatch(/^undefined$/)
  })

  it('at S1 is no code made from text', async () => {
    const attempt = (code: string): string =>
      `(() => { try { return '' + ${code} } catch (error) { return error.name } })()`
    const sandboxes = await open('S1')
    expect(found(sandboxes, attempt("eval('1')"))).toBe('EvalError')
    expect(found(sandboxes, attempt("(() => {}).constructor('return 1')()"))).toBe('EvalError')
  })

  it('at S1 is no memory but that of the heap, which has a limit', async () => {
    const names = ['WebAssembly', 'ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'Uint8Array']
    const types = `[${names.map((name) => `typeof ${name}`).join()}].join()`
    expect(found(await open('S1'), types)).toBe(names.map(() => 'undefined').join())
  })

  it.each(ISOLATED)('is a frozen capability without a prototype at %s', async (level) => {
    const sandboxes = await open(level)
    const program = `(capability) => capability.request('tell', [
      Object.isFrozen(capability), Object.isFrozen(capability.request),
      Object.getPrototypeOf(capability), Object.keys(capability)].join())`
    expect(run(sandboxes, program)).toMatchObject({ text: 'true,true,,request' })
  })

  it.each(['S0', 'S3'] as const)(
    'includes modules at %s; files are denied at S3 alone',
    async (level) => {
      const file = join(tmpdir(), `muster-s3-${process.pid}`)
      rmSync(file, { force: true })
      const modules = "process.getBuiltinModule('node:fs')"
      const write = `(() => { try { ${modules}.writeFileSync(${JSON.stringify(file)}, 'x')
        return 'written' } catch (error) { return error.code } })()`
      expect(found(await open(level), write)).toBe(level === 'S0' ? 'written' : 'ERR_ACCESS_DENIED')
      expect(existsSync(file)).toBe(level === 'S0')
      rmSync(file, { force: true })
    },
  )

  it.each([
    ['reading files', "process.getBuiltinModule('node:fs').readFileSync('/etc/hosts')"],
    ['processes', "process.getBuiltinModule('node:child_process').execFileSync('true')"],
    [
      'workers',
      "new (process.getBuiltinModule('node:worker_threads').Worker)('1', { eval: true })",
    ],
  ])('does not include %s at S3', async (_what, expression) => {
    const attempt = `(() => { try { ${expression}
      return 'done' } catch (error) { return error.code } })()`
    expect(found(await open('S3'), attempt)).toBe('ERR_ACCESS_DENIED')
  })

  it('includes no environment of ours at S3', async () => {
    expect(found(await open('S3'), 'Object.keys(process.env).join()')).toBe('')
  })
})

describe('a program that does not end', () => {
  it.each(ISOLATED)('is stopped at %s, and others go on', async (level) => {
    const sandboxes = await open(level)
    expect(run(sandboxes, ASKING_PROGRAM, { cell: 1, agent: 20 })).toEqual(REQUEST)
    expect(run(sandboxes, '() => { for (;;); }').kind).toBe('fault')
    expect(run(sandboxes, ASKING_PROGRAM, { cell: 1, agent: 20 })).toEqual(REQUEST)
    expect(run(sandboxes, ASKING_PROGRAM)).toEqual(REQUEST)
  })
})

describe('a memory bomb', () => {
  const BOMB = '() => { const all = []; for (;;) all.push({}) }'

  it.each(ISOLATED)('ends nothing but its own sandbox at %s', async (level) => {
    const sandboxes = await open(level)
    run(sandboxes, "(c) => { globalThis.mine = 'kept'; c.request('x', 'y') }", {
      cell: 1,
      agent: 20,
    })
    expect(run(sandboxes, BOMB).kind).toBe('fault')
    expect(found(sandboxes, 'globalThis.mine', { cell: 1, agent: 20 })).toBe('kept')
    expect(run(sandboxes, ASKING_PROGRAM)).toEqual(REQUEST)
    expect(sandboxes.counts.ended).toBe(1)
  })
})

describe('what a program leaves behind', () => {
  const LEAVE = "(c) => { globalThis.secret = 'left'; c.request('x', 'y') }"
  const SECRET = "globalThis.secret ?? 'nothing'"

  it.each(ISOLATED)('stays in its department at %s', async (level) => {
    const sandboxes = await open(level)
    run(sandboxes, LEAVE)
    expect(found(sandboxes, SECRET, { cell: 1, agent: 20 })).toBe('nothing')
    expect(found(sandboxes, SECRET)).toBe('left')
  })

  it('stays with its agent at S2', async () => {
    const sandboxes = await open('S2')
    run(sandboxes, LEAVE)
    expect(found(sandboxes, SECRET, { agent: 2 })).toBe('nothing')
  })

  it('is gone when another department takes over the last worker', async () => {
    const sandboxes = keep(new WorkerSandboxes(1, TIMEOUT_MS))
    run(sandboxes, LEAVE)
    expect(found(sandboxes, SECRET, { cell: 1 })).toBe('nothing')
    expect(found(sandboxes, SECRET)).toBe('nothing')
    expect(sandboxes.counts).toEqual({ created: 1, resets: 2, ended: 0 })
  })

  it('is gone when an interpreter makes room for another agent’s', async () => {
    const sandboxes = keep(await openQuickJs(2))
    for (const agent of [1, 2]) run(sandboxes, LEAVE, { agent })
    run(sandboxes, ASKING_PROGRAM, { agent: 1 })
    expect(found(sandboxes, SECRET, { agent: 3 })).toBe('nothing')
    expect(found(sandboxes, SECRET, { agent: 1 })).toBe('left')
    expect(found(sandboxes, SECRET, { agent: 2 })).toBe('nothing')
    expect(sandboxes.counts).toMatchObject({ created: 4, resets: 2 })
  })

  it.each(ISOLATED)('is gone after an end at %s', async (level) => {
    const sandboxes = await open(level)
    run(sandboxes, LEAVE)
    sandboxes.end(0, 1)
    expect(found(sandboxes, SECRET)).toBe('nothing')
  })
})

describe('sandboxes', () => {
  it.each(ISOLATED)('are made at %s when a program runs, and not before', async (level) => {
    const sandboxes = await open(level)
    expect(sandboxes.counts.created).toBe(0)
    run(sandboxes, ASKING_PROGRAM)
    run(sandboxes, ASKING_PROGRAM)
    expect(sandboxes.counts.created).toBe(1)
  })

  it('of S3 are refused to an organisation with too many departments', async () => {
    const departments = MAX_PROCESSES + 1
    await expect(openSandboxes('S3', { departments, shards: 1 })).rejects.toMatchObject({
      code: 'DOES_NOT_FIT',
      message: `S3 needs a process for each of ${departments} departments`,
    })
    const least = await openSandboxes('S3', { departments: MAX_PROCESSES, shards: 1 })
    expect(least).toBeInstanceOf(ProcessSandboxes)
  })
})
