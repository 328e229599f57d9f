import { afterAll, describe, expect, it, vi } from 'vitest'
import { AUTH_LEVELS } from '../controls/levels.ts'
import type { ProbeDocument, runProbe } from '../probe/probe.ts'
import { makeTestFolder } from './testing/folder.ts'
import { musterHere } from './testing/muster-here.ts'

// Measured once: what is printed as a document is printed as tables too.
const measured = vi.hoisted(() => ({ document: undefined as ProbeDocument | undefined }))
vi.mock(import('../probe/probe.ts'), async (importActual) => {
  const actual = await importActual()
  const measure: typeof runProbe = async (options) =>
    (measured.document ??= await actual.runProbe(options))
  return { ...actual, runProbe: measure }
})

const folder = makeTestFolder()
afterAll(() => folder.remove())
const run = (...args: string[]) => musterHere(args, { cwd: folder.path })
const QUICK = ['probe', '--quick', '--agents', '64']

/** Every number in a document, with its path. */
function numbersOf(value: unknown, path = ''): Array<readonly [string, number]> {
  if (typeof value === 'number') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => numbersOf(part, `${path}.${key}`))
}

/** The paths of nulls, which is what JSON makes of numbers that are not finite. */
function nullsOf(value: unknown, path = ''): string[] {
  if (value === null) return [path]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]) => nullsOf(part, `${path}.${key}`))
}

describe('probe', () => {
  it('prints one whole document with --json, with every level and every number', async () => {
    const { code, stdout, stderr } = await run(...QUICK, '--json', '--messages-per-decision', '2')
    expect(code).toBe(0)
    expect(stderr).toContain('round 1 of 2')
    expect(stderr).toContain('round 2 of 2')
    expect(stdout).not.toContain('round 1')
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1)
    const probe = JSON.parse(stdout) as ProbeDocument
    expect(probe.schema).toBe('muster/probe@1')
    expect(probe.machine.node).toBe(process.version)
    expect(probe.options).toMatchObject({ agents: 64, quick: true })
    expect(probe.assumptions.messagesPerDecision).toBe(2)
    expect(probe.levels.map(({ level }) => level)).toEqual(AUTH_LEVELS)
    expect(numbersOf(probe.rows).length).toBe(probe.rows.length * 7)
    // A break-even without an upper end is the only null that has a meaning.
    expect(nullsOf(probe).filter((path) => !path.endsWith('.result.high'))).toEqual([])
    for (const row of probe.rows) {
      expect(row.samples).toBeGreaterThan(0)
      expect(row.p25Ns).toBeLessThanOrEqual(row.medianNs)
      expect(row.medianNs).toBeLessThanOrEqual(row.p75Ns)
    }
    const sessions = probe.levels.filter((level) => level.handshakes).map(({ level }) => level)
    expect(sessions).toContain('A2')
    expect(probe.breakEven.map(({ session, agents }) => `${session} ${agents}`)).toEqual(
      sessions.flatMap((level) => [`${level} known`, `${level} new`]),
    )
    expect(folder.snapshot()).toEqual({})
  })

  it('prints tables', async () => {
    const { code, stdout, stderr } = await run(...QUICK)
    expect(code).toBe(0)
    for (const level of AUTH_LEVELS) expect(stdout).toMatch(new RegExp(`^${level} +`, 'm'))
    expect(stdout).toMatch(/^Ed25519 verify +warm +[\d.,]+ µs/m)
    expect(stdout).toMatch(/^A2 against A3 +known +/m)
    expect(stdout).toContain('llama-2-70b-2023 (simulated), 3,186 ms')
    expect(stdout).not.toMatch(/NaN|undefined|Infinity/)
    expect(stderr).toBe('')
  })

  it('refuses what it cannot measure', async () => {
    const mistakes = [
      ['--agents', '63'],
      ['--agents', 'many'],
      ['--messages-per-decision', '0'],
      ['--messages-per-decision', ''],
    ] as const
    for (const [flag, value] of mistakes) {
      const { code, stdout, stderr } = await run('probe', flag, value)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(flag)
    }
  })
})
