import { afterAll, describe, expect, it } from 'vitest'
import { makeTestFolder } from './testing/folder.ts'
import { muster } from './testing/muster.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const run = (...args: string[]) => muster(args, { cwd: folder.path })

describe('help', () => {
  it('lists every command on stdout', async () => {
    const { code, stdout, stderr } = await run('--help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of ['run', 'schema', 'doctor', 'explain']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
    }
  })

  it('of run names every flag', async () => {
    const { code, stdout } = await run('run', '--help')
    expect(code).toBe(0)
    const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1])
    expect(flags).toEqual([
      '--agents',
      '--architectures',
      '--topologies',
      '--profiles',
      '--threads',
      '--seed',
      '--trials',
      '--aa',
      '--objective',
      '--cpu',
      '--cores',
      '--departments-per-host',
      '--cost-table',
      '--out',
      '--no-probe',
      '--predictions',
      '--resume',
      '--json',
      '--dry-run',
      '--force',
    ])
  })

  it('is what the bare command prints, on stderr and as an error', async () => {
    const { code, stdout, stderr } = await run()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: muster')
  })

  it('does not stand in for the version', async () => {
    const { code, stdout } = await run('--version')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

/** What is typed, where the error is said to be, and what else is said. */
const MISTAKES: readonly (readonly [string[], string, string])[] = [
  [['rn', 'smoke'], 'rn', 'did you mean run?'],
  [['drill', '--bogus'], '--bogus', 'muster drill --help shows how it is used'],
  [['run', 'smoke', '--agent', '78'], '--agent', 'did you mean --agents?'],
  [['run', 'smoke', '--agents'], '--agents', 'argument missing'],
  [['run'], 'workload', "missing required argument 'workload'"],
  [['schema', 'more'], 'schema', 'too many arguments'],
  [['run', 'smoke', '--agents', '-78'], '--agents', '"-78" is not a whole number'],
  [['run', 'smoke', '--out', ''], '--out', 'the value is empty'],
  [['run', 'smoke', '--architectures', 'mash'], '--architectures', 'did you mean "mesh"?'],
  [['run', 'smoke', '--architectures', 'crewai:x'], '--architectures', 'crewai:hierarchical'],
  [['run', 'smoke', '--topologies', 'autogen:x'], '--topologies', 'autogen:selector'],
  [['run', 'smoke', '--profiles', 'governd'], '--profiles', 'did you mean "governed"?'],
  [['explain', 'WORKLOAD_INVALD'], 'WORKLOAD_INVALD', 'did you mean WORKLOAD_INVALID?'],
]

describe('a mistake on the command line', () => {
  it.each(MISTAKES)('%j is told at %s', async (args, where, text) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toMatch(new RegExp(`^${where}  [A-Z_]+$`))
    expect(stderr).toContain(text)
    expect(stderr).toMatch(/^ {4}see: muster explain [A-Z_]+\n$/m)
    expect(folder.snapshot()).toEqual({})
  })
})
