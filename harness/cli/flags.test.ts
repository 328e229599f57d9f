import { describe, expect, it } from 'vitest'
import { MusterError } from '../kernel/errors.ts'
import { readFlags } from './flags.ts'

describe('flags', () => {
  it('have defaults', () => {
    expect(readFlags({ seed: '1' })).toEqual({
      overrides: {},
      topologies: [],
      threads: 'auto',
      seed: 1,
      out: undefined,
      json: false,
      dryRun: false,
      force: false,
      cpu: { kind: 'free' },
      probe: true,
      resume: false,
      given: ['--seed', '1'],
    })
  })

  it('are read as numbers and lists', () => {
    const flags = readFlags({
      agents: '78, 78_000',
      architectures: 'mesh,crewai:hierarchical',
      topologies: 'all',
      profiles: 'bare',
      threads: '4',
      seed: '4294967295',
      trials: '5',
      out: 'there',
      json: true,
      dryRun: true,
      force: true,
      cpu: 'charged',
      cores: '4',
      costTable: 'costs.json',
    })
    expect(flags).toEqual({
      overrides: {
        agents: [78, 78_000],
        trials: 5,
        architectures: ['mesh', 'crewai:hierarchical'],
        profiles: ['bare'],
      },
      topologies: ['all'],
      threads: 4,
      seed: 4_294_967_295,
      out: 'there',
      json: true,
      dryRun: true,
      force: true,
      cpu: {
        kind: 'charged',
        cores: 4,
        departmentsPerHost: undefined,
        costTable: 'costs.json',
      },
      probe: true,
      resume: false,
      given: [
        ...['--agents', '78, 78_000', '--architectures', 'mesh,crewai:hierarchical'],
        ...['--topologies', 'all', '--profiles', 'bare', '--threads', '4'],
        ...['--seed', '4294967295', '--trials', '5'],
        ...['--cpu', 'charged', '--cores', '4', '--cost-table', 'costs.json'],
      ],
    })
  })
})

describe('a flag is refused', () => {
  it.each([
    ['agents', 'many', '"many" is not a whole number of at least 1'],
    ['agents', '0', '"0" is not a whole number of at least 1'],
    ['agents', '78.5', '"78.5" is not a whole number of at least 1'],
    ['agents', '0x4e', '"0x4e" is not a whole number of at least 1'],
    ['agents', '9007199254740993', '"9007199254740993" is not a whole number of at least 1'],
    ['agents', '78,000', '"78,000" has a comma inside a number'],
    ['agents', '', 'the value is empty'],
    ['agents', '78,,780', '"78,,780" has an empty part'],
    ['trials', '0', '"0" is not a whole number from 1 to 1000'],
    ['trials', '1001', '"1001" is not a whole number from 1 to 1000'],
    ['threads', '0', '"0" is not a whole number from 1 to 256'],
    ['threads', '257', '"257" is not a whole number from 1 to 256'],
    ['seed', '1e3', '"1e3" is not a whole number from 0 to 4294967295'],
    ['seed', '4294967296', '"4294967296" is not a whole number from 0 to 4294967295'],
    ['seed', ' ', 'the value is empty'],
    ['architectures', 'mesh,', '"mesh," has an empty part'],
    ['out', '', 'the value is empty'],
  ])('--%s %j', (name, value, message) => {
    const read = () => readFlags({ [name]: value })
    expect(read).toThrow(MusterError)
    expect(read).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        where: `--${name}`,
        message,
        hint: expect.any(String) as string,
      }),
    )
  })

  it('and a comma among thousands is explained', () => {
    expect(() => readFlags({ agents: '78,000' })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('write 78000 or 78_000') as string }),
    )
  })
})

describe('trials of a run', () => {
  it('can be found by the run itself, with A/A pairs beside them', () => {
    const { overrides, given } = readFlags({ trials: 'auto', aa: true })
    expect(overrides).toEqual({ trials: 'auto', aa: true })
    expect(given).toEqual(['--trials', 'auto', '--aa'])
  })

  it.each(['automatic', '0', '2.5'])('are not %s', (trials) => {
    expect(() => readFlags({ trials })).toThrow('is not a whole number from 1 to')
  })
})
