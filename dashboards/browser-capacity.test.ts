/** The page of capacities in a real browser, opened from disk: on a desk, on a phone and on paper. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exampleCapacity } from '../results/testing/example-capacity.ts'
import { publishCapacity } from './publish-capacity.ts'

const EXAMPLE = exampleCapacity()

let dir = ''
let url = ''
let browser: Browser | undefined
let whyNoBrowser = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-browser-capacity-'))
  url = pathToFileURL(await publishCapacity(dir, EXAMPLE)).href
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

test.each([
  [1280, 'light', 'screen'],
  [1280, 'dark', 'screen'],
  [390, 'light', 'screen'],
  [390, 'dark', 'screen'],
  [794, 'light', 'print'],
] as const)(
  '%d px, %s, %s: every curve once, nothing scrolls sideways',
  async (width, colorScheme, media) => {
    const context = await browser?.newContext({
      colorScheme,
      viewport: { width, height: 900 },
      offline: true,
    })
    const page = await context?.newPage()
    if (context === undefined || page === undefined) throw new Error(whyNoBrowser)
    try {
      const complaints: string[] = []
      const requests: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('request', (request) => requests.push(request.url()))
      await page.emulateMedia({ media })
      await page.goto(url)
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      const charts = await page.locator('svg.chart:visible').all()
      expect(charts).toHaveLength(EXAMPLE.records.length)
      for (const chart of charts) {
        const box = await chart.boundingBox()
        expect(box?.width).toBeGreaterThan(250)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
      }
      expect(complaints).toEqual([])
      expect(requests).toEqual([url])
    } finally {
      await context.close()
    }
  },
)
