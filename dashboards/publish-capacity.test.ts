import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exampleCapacity } from '../results/testing/example-capacity.ts'
import { renderCapacityPage } from './page/capacity-page.ts'
import { publishCapacity } from './publish-capacity.ts'

const example = exampleCapacity()
const page = await renderCapacityPage(example)

describe('the page of capacities', () => {
  it('shows each entrant with its interval, or says how it is censored', () => {
    expect(page).toContain('118–127')
    expect(page).toContain('≥ 90')
    expect(page).toContain('censored: held at the largest rate')
    expect(page).toContain('&lt; 12')
    expect(page).toContain('censored: failed at the smallest rate')
    expect(page).toContain('fails at 20 and holds at 40')
    expect(page).toContain('no evidence at 10')
    expect(page).toContain('12 tasks are too few, it needs 459; raise --tasks')
  })

  it('draws a curve for each, wide and narrow, with what was asked of the latency', () => {
    expect(page.match(/<svg /g)).toHaveLength(2 * example.records.length)
    const texts = [...page.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1])
    const bounds = texts.filter((text) => text === 'p99 ≤ 120\u00a0s')
    expect(bounds).toHaveLength(2 * example.records.length)
    expect(texts).toContain('p50 &lt; 60\u00a0s')
  })

  it('is the same for the same document, and another for another figure', async () => {
    expect(await renderCapacityPage(exampleCapacity())).toBe(page)
    const [first, ...others] = example.records
    if (first === undefined) throw new Error('unreachable')
    const moved = { ...first, capacity: { kind: 'found', low: 119, high: 127 } as const }
    expect(await renderCapacityPage({ ...example, records: [moved, ...others] })).not.toBe(page)
  })

  it('takes names and reasons for text only', async () => {
    const evil = '<img src=x onerror=alert(1)>"\''
    const [first] = example.records
    if (first === undefined) throw new Error('unreachable')
    const spoilt = await renderCapacityPage({
      ...example,
      workload: { name: evil, digest: evil },
      warnings: [evil],
      records: [
        {
          ...first,
          entrant: `${evil}@${evil}`,
          architecture: evil,
          profile: evil,
          objectives: [evil],
          points: first.points.map((point) => ({ ...point, because: [evil] })),
        },
      ],
    })
    expect(spoilt).not.toContain('<img')
    expect(spoilt).toContain('&lt;img src=x')
    const tags = spoilt.match(/<[a-zA-Z][^>]*>/g) ?? []
    for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(on\w+|style)=/)
  })

  it('holds no script and loads nothing', () => {
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org\/)/)
    expect(page).toContain("default-src 'none'; style-src 'sha256-")
    expect(page).not.toContain('unsafe')
  })

  it('is written into the folder under the name that browsers look for', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-capacity-'))
    try {
      expect(await publishCapacity(dir, example)).toBe(join(dir, 'index.html'))
      expect(await readdir(dir)).toEqual(['index.html'])
      expect(await readFile(join(dir, 'index.html'), 'utf8')).toBe(page)
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})
