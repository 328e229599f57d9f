import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exampleRun } from '../testing/example-run.ts'
import { toCsv } from './csv.ts'
import { exportTexts, writeExports } from './write-exports.ts'

const { manifest, trials } = exampleRun()
const BASELINE = 'mesh@governed'
const texts = exportTexts(manifest, trials, BASELINE)

/** Fields of CSV text as RFC 4180 has it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (quoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') field += text[i++]
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      rows.at(-1)?.push(field)
      field = ''
      if (c === '\n') rows.push([])
    } else field += c
  }
  rows.pop()
  return rows
}

/** Rows of an export by header word. */
function recordsOf(file: string): Record<string, string>[] {
  const [header, ...rows] = parseCsv(texts.get(file) as string)
  return rows.map((row) =>
    Object.fromEntries((header as string[]).map((h, i) => [h, row[i] ?? ''])),
  )
}

describe('CSV text', () => {
  test('keeps booleans, dates, numbers and missing values apart', () => {
    const when = new Date(Date.UTC(2026, 2, 18, 9))
    expect(toCsv(['a', 'b', 'c', 'd', 'e', 'f'], [[true, false, when, -1.5, 0, null]])).toBe(
      'a,b,c,d,e,f\ntrue,false,2026-03-18T09:00:00.000Z,-1.5,0,\n',
    )
  })

  test('leaves NaN and infinities empty', () => {
    expect(toCsv(['a', 'b', 'c'], [[NaN, Infinity, -Infinity]])).toBe('a,b,c\n,,\n')
  })

  test('reads back every number to the last bit', () => {
    const numbers = [0.1 + 0.2, 1 / 3, 1e21, 5e-324, -123456.789, Number.MAX_SAFE_INTEGER]
    const [, row] = parseCsv(toCsv(['a', 'b', 'c', 'd', 'e', 'f'], [numbers]))
    expect(row?.map(Number)).toEqual(numbers)
  })

  test('reads back separators, quotes and line breaks', () => {
    const hard = ['a,b', 'say "no"', 'two\nlines', 'cr\r\nlf', ' padded ', 'π → ∞']
    const [, row] = parseCsv(toCsv(['a', 'b', 'c', 'd', 'e', 'f'], [hard]))
    expect(row).toEqual(hard)
  })

  test('disarms text that a spreadsheet would run', () => {
    const formulas = ['=1+1', '+A1', '-A1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x","y")']
    const [, row] = parseCsv(toCsv(['a', 'b', 'c', 'd', 'e', 'f'], [formulas]))
    expect(row).toEqual(formulas.map((text) => `'${text}`))
  })

  test('has its header without rows', () => {
    expect(toCsv(['a', 'b'], [])).toBe('a,b\n')
  })
})

describe('exports', () => {
  const { authProbe: _, ...unprobed } = manifest
  const empty = exportTexts(unprobed, [])

  test.each([...texts.keys()])(
    '%s has unique header words and as many fields in each row',
    (file) => {
      const [header, ...rows] = parseCsv(texts.get(file) as string)
      expect(new Set(header).size).toBe(header?.length)
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) expect(row).toHaveLength(header?.length as number)
      const [emptyHeader, ...none] = parseCsv(empty.get(file) as string)
      expect(emptyHeader).toEqual(header)
      expect(none).toEqual([])
    },
  )

  test('never print a word for a number that is missing', () => {
    for (const text of texts.values()) {
      expect(text).not.toMatch(/NaN|Infinity|undefined|null|\[object/)
    }
  })

  test('are the same for the same trials in another order', () => {
    const reversed = exportTexts(manifest, [...trials].reverse(), BASELINE)
    expect([...reversed]).toEqual([...texts])
  })

  test('have a row for each entrant and size', () => {
    expect(recordsOf('summary.csv')).toHaveLength(32)
    expect(recordsOf('latency.csv')).toHaveLength(32)
    expect(recordsOf('scaling.csv')).toHaveLength(32)
    expect(recordsOf('containment.csv')).toHaveLength(32)
    expect(recordsOf('auth.csv')).toHaveLength(8)
  })

  test('say why a scalability law is missing, and only then', () => {
    for (const row of recordsOf('scaling.csv')) {
      expect(row['uslNoEvidence'] === '').toBe(row['uslSigma'] !== '')
    }
  })

  test('show a censored p99 as censored and not as a small number', () => {
    const row = recordsOf('latency.csv').find((r) => r['entrant'] === 'autogen@governed')
    expect(row).toMatchObject({ p99Ms: '', p99Censored: 'true', p50Censored: 'false' })
    expect(Number(row?.['censoredShare'])).toBeGreaterThan(0.01)
  })

  test('show an incident that nothing detects as a share of 0 and no time', () => {
    const row = recordsOf('containment.csv').find((r) => r['entrant'] === 'crewai@as-shipped')
    expect(row).toMatchObject({
      detectShare: '0',
      detectMedianMin: '',
      detectRestrictedMeanMin: '60',
    })
  })

  test('disarm a run name that looks like a formula', () => {
    const text = exportTexts({ ...manifest, name: '=cmd|x' }, trials).get('summary.csv') as string
    expect(parseCsv(text)[1]?.[0]).toBe("'=cmd|x")
  })

  test('are written over older ones as whole files', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-export-'))
    try {
      await writeFile(join(dir, 'summary.csv'), 'old')
      const paths = await writeExports(dir, manifest, trials, BASELINE)
      expect((await readdir(dir)).map((file) => join(dir, file)).sort()).toEqual([...paths].sort())
      const written = await readFile(join(dir, 'summary.csv'), 'utf8')
      expect(written).toBe(texts.get('summary.csv'))
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  })

  test('into a folder that is not there are an error', async () => {
    await expect(writeExports('/nonexistent/muster', manifest, trials)).rejects.toMatchObject({
      code: 'OUT_NOT_WRITABLE',
    })
  })
})
