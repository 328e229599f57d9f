/** A real browser for the tests of published pages, opened from disk. */
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'

/** How a page is looked at; with script and on a screen unless said otherwise. */
export interface Circumstances {
  readonly scheme: 'light' | 'dark'
  readonly size: { readonly width: number; readonly height: number }
  readonly script?: boolean
  readonly media?: 'screen' | 'print'
}

/** Opens a page, hands it over, and fails if it complained or asked for anything but itself. */
export type Visit = (
  target: { readonly url: string; readonly hash?: string },
  circumstances: Circumstances,
  look: (page: Page) => Promise<void>,
) => Promise<void>

/** Launches a browser for the tests of a file; where none can run they are skipped, and say why. */
export function useBrowser(): Visit {
  let browser: Browser | undefined
  let whyNone = ''
  beforeAll(async () => {
    try {
      browser = await driver.launch({
        executablePath: await chromium.executablePath(),
        args: chromium.args.filter((arg) => arg !== '--single-process'),
        headless: true,
      })
    } catch (error) {
      // The packaged Chromium is for Linux on x64 and wants the usual shared libraries.
      whyNone = `no browser here: ${error instanceof Error ? error.message : String(error)}`
    }
  })
  afterAll(() => browser?.close())
  beforeEach((context) => {
    if (browser === undefined) context.skip(whyNone)
  })
  return async ({ url, hash = '' }, { scheme, size, script = true, media = 'screen' }, look) => {
    if (browser === undefined) throw new Error(whyNone)
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
      await page.emulateMedia({ media })
      await page.goto(url + hash)
      await look(page)
      expect(complaints).toEqual([])
      expect(requests).toEqual([url])
    } finally {
      await context.close()
    }
  }
}

/** That the page is as wide as its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
}

/** That so many charts are seen, none of them squeezed or cut off at the right. */
export async function expectCharts(page: Page, count: number, width: number): Promise<void> {
  const charts = await page.locator('svg.chart:visible').all()
  expect(charts).toHaveLength(count)
  for (const chart of charts) {
    const box = await chart.boundingBox()
    expect(box?.width).toBeGreaterThan(250)
    expect(box?.height).toBeGreaterThan(80)
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
  }
}
