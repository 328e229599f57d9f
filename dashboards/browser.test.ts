/**
 * The published page in a real browser, opened from disk: with and without script, in light and in
 * dark, on a desk and on a phone.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exampleRun } from '../results/testing/example-run.ts'
import { publishRun } from './publish.ts'

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

let dir = ''
let url = ''
let browser: Browser | undefined
let whyNoBrowser = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-browser-'))
  const { manifest, trials } = exampleRun()
  url = pathToFileURL(await publishRun(dir, manifest, trials)).href
  try {
    browser = await driver.launch({
      executablePath: await chromium.executablePath(),
      args: chromium.args.filter((arg) => arg !== '--single-process'),
      headless: true,
    })
  } catch (error) {
    // The packaged Chromium is for Linux on x64 and wants the usual shared libraries.
    whyNoBrowser = `no browser here: ${error instanceof Error ? error.message : String(error)}`
  }
})

afterAll(async () => {
  await browser?.close()
  await rm(dir, { recursive: true, force: true })
})

beforeEach((context) => {
  if (browser === undefined) context.skip(whyNoBrowser)
})

interface Circumstances {
  readonly script: boolean
  readonly scheme: 'light' | 'dark'
  readonly size: { readonly width: number; readonly height: number }
}

/** Opens the page, hands it over, and fails if it complained or asked for anything else. */
async function visit(
  { script, scheme, size }: Circumstances,
  look: (page: Page) => Promise<void>,
  hash = '',
): Promise<void> {
  if (browser === undefined) throw new Error(whyNoBrowser)
  const context = await browser.newContext({
    javaScriptEnabled: script,
    colorScheme: scheme,
    viewport: size,
    offline: true,
  })
  try {
    const page = await context.newPage()
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(url + hash)
    await look(page)
    expect(complaints).toEqual([])
    expect(requests).toEqual([url])
  } finally {
    await context.close()
  }
}

const ALL: readonly Circumstances[] = [true, false].flatMap((script) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    [DESK, PHONE].map((size) => ({ script, scheme, size })),
  ),
)

describe.each(ALL)('script $script, $scheme, $size.width px', (circumstances) => {
  test('shows every chart once, and nothing scrolls sideways', async () => {
    await visit(circumstances, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      const charts = await page.locator('svg.chart:visible').all()
      const drawn = await page.locator('svg.chart').count()
      expect(charts.length).toBe(drawn / 2)
      for (const chart of charts) {
        const box = await chart.boundingBox()
        expect(box?.width).toBeGreaterThan(250)
        expect(box?.height).toBeGreaterThan(80)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(circumstances.size.width)
      }
    })
  })
})

describe('without script', () => {
  const plain: Circumstances = { script: false, scheme: 'light', size: DESK }

  test('offers no control that would do nothing', async () => {
    await visit(plain, async (page) => {
      expect(await page.locator('.controls').isVisible()).toBe(false)
      expect(await page.locator('th button').count()).toBe(0)
    })
  })

  test('opens the data of a chart', async () => {
    await visit(plain, async (page) => {
      const table = page.locator('#data-scaling')
      expect(await table.isVisible()).toBe(false)
      await page.locator('details:has(#data-scaling) > summary').click()
      expect(await table.isVisible()).toBe(true)
    })
  })
})

describe('with script', () => {
  const lively: Circumstances = { script: true, scheme: 'light', size: DESK }
  const names = async (page: Page, table: string): Promise<Array<string | null>> => {
    const rows = await page.locator(`#${table} tbody[data-profile="governed"] tr[data-row]`).all()
    return Promise.all(rows.map((row) => row.getAttribute('data-architecture')))
  }

  test('sorts a table by a column, both ways, and back', async () => {
    await visit(lively, async (page) => {
      const table = 'comparison-78000'
      const before = await names(page, table)
      const button = page.locator(`#${table} thead th:nth-child(2) button`)
      await button.click()
      expect(await names(page, table)).toEqual(['mesh', 'crewai', 'autogen', 'langchain'])
      await button.click()
      expect(await names(page, table)).toEqual(['langchain', 'autogen', 'crewai', 'mesh'])
      await button.click()
      expect(await names(page, table)).toEqual(before)
    })
  })

  test('filters by architecture, in tables and charts, and writes the address', async () => {
    await visit(lively, async (page) => {
      const rows = page.locator('tr[data-architecture="autogen"]:visible')
      const marks = page.locator('svg [fill="var(--series-4)"]:visible')
      expect(await rows.count()).toBeGreaterThan(0)
      expect(await marks.count()).toBeGreaterThan(0)
      await page.locator('input[data-hide="autogen"]').uncheck()
      expect(await rows.count()).toBe(0)
      expect(await marks.count()).toBe(0)
      expect(new URL(page.url()).hash).toBe('#hide=autogen')
    })
  })

  test('takes its state from the address', async () => {
    await visit(
      lively,
      async (page) => {
        expect(await page.locator('#comparison-780').isVisible()).toBe(true)
        expect(await page.locator('#comparison-78000').isVisible()).toBe(false)
        expect(await page.locator('tbody[data-profile="as-shipped"]:visible').count()).toBe(0)
        expect(await page.locator('.state').textContent()).toBe('')
      },
      '#size=780&profile=governed&later=1',
    )
  })

  test('reports what it does not know, and shows the rest', async () => {
    await visit(
      lively,
      async (page) => {
        expect(await page.locator('.state').textContent()).toContain('<b>nobody</b>')
        expect(await page.locator('#comparison-78000').isVisible()).toBe(true)
      },
      '#hide=%3Cb%3Enobody%3C%2Fb%3E',
    )
  })

  test('goes back through its states', async () => {
    await visit(lively, async (page) => {
      await page.locator('select[data-key="profile"]').selectOption('governed')
      await page.goBack()
      expect(await page.locator('select[data-key="profile"]').inputValue()).toBe('')
      expect(await page.locator('tbody[data-profile="as-shipped"]:visible').count()).toBe(1)
    })
  })
})
