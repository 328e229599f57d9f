import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { examplePredictions } from '../results/testing/example-predictions.ts'
import { renderPredictionsPage } from './page/predictions-page.ts'
import { publishPredictions } from './publish-predictions.ts'

const example = examplePredictions()
const page = await renderPredictionsPage(example)

describe('the page of predictions', () => {
  it('counts the verdicts before anything else', () => {
    expect(page).toContain('<h1>1 of 3 predictions held</h1>')
    expect(page).toContain('1 did not hold, and for 1 there is no evidence.')
  })

  it('shows every prediction as registered, with verdict, reason, test and rule', () => {
    for (const { statement, test, rule, verdict } of example.predictions) {
      expect(page).toContain(statement)
      expect(page).toContain(`<dd>${test}</dd>`)
      expect(page).toContain(`<dd>${rule}</dd>`)
      expect(page).toContain(`: ${verdict.because}</p>`)
    }
    expect(page).toContain('no evidence (mechanism)')
  })

  it('shows every figure with its interval, or says that it is a count or never happened', () => {
    const cells = page.replaceAll(/\s*\n\s*/g, '')
    expect(cells).toContain('L1</th><td class="n">183</td><td class="n">146–220</td><td>min</td>')
    expect(cells).toContain('L0</th><td class="n">0</td><td class="n">a count</td>')
    expect(cells).toContain('C1</th><td class="n">—</td><td class="n">never happened</td>')
  })

  it('draws figures of one kind and unit together, wide and narrow, and no others', () => {
    const headings = [...page.matchAll(/<h4>([^<]*)<\/h4>/g)].map((match) => match[1])
    expect(headings).toEqual(['Restricted mean time to detect', 'People exposed', 'Offline'])
    expect(page.match(/<svg /g)).toHaveLength(2 * headings.length)
  })

  it('says which registered predictions were not tested, and which are worded otherwise', async () => {
    expect(page).toContain('Not tested here: auth-cannot-stop-an-insider, ')
    expect(page).not.toContain('Worded otherwise')
    const [first, ...others] = example.predictions
    if (first === undefined) throw new Error('unreachable')
    const predictions = [{ ...first, statement: 'It was so all along.' }, ...others]
    const reworded = await renderPredictionsPage({ ...example, predictions })
    expect(reworded).toContain('Worded otherwise than registered: detection-needs-records.')
  })

  it('says that quick trials end without evidence more often', async () => {
    expect(page).not.toContain('Quick trials')
    expect(await renderPredictionsPage({ ...example, quick: true })).toContain('Quick trials')
  })

  it('is the same for the same document', async () => {
    expect(await renderPredictionsPage(examplePredictions())).toBe(page)
  })

  it('takes everything in a record for text only', async () => {
    const evil = '</script><img src=x onerror=alert(1)>"\' <!-- javascript:alert(1)'
    const predictions = example.predictions.map((one) => ({
      ...one,
      id: evil,
      statement: evil,
      test: evil,
      rule: evil,
      verdict: { ...one.verdict, because: evil },
      figures: one.figures.map((figure) => ({ ...figure, name: `${evil}, b`, unit: evil })),
    }))
    const spoilt = await renderPredictionsPage({
      ...example,
      at: evil,
      harness: { version: evil, commit: evil, dirty: false },
      machine: { ...example.machine, cpuModel: evil, node: evil, platform: evil },
      predictions,
    })
    expect(spoilt).not.toContain('<img')
    expect(spoilt).not.toContain('<script')
    expect(spoilt).not.toContain('<!--')
    const tags = spoilt.match(/<[a-zA-Z][^>]*>/g) ?? []
    for (const tag of tags) {
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(on\w+|style)=/)
      expect(tag).not.toMatch(/href="(?!#[\w-]+"|[\w-]+\.\w+")/)
    }
  })

  it('holds no script and loads nothing', () => {
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org\/)/)
    expect(page).toContain("default-src 'none'; style-src 'sha256-")
    expect(page).not.toMatch(/script-src|unsafe/)
  })

  it('is written into the folder under the name that browsers look for', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-predictions-'))
    try {
      expect(await publishPredictions(dir, example)).toBe(join(dir, 'index.html'))
      expect(await readdir(dir)).toEqual(['index.html'])
      expect(await readFile(join(dir, 'index.html'), 'utf8')).toBe(page)
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})
