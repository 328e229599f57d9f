/**
 * The published page in a real browser, opened from disk: with and without script, in light and in
 * dark, on a desk and on a phone.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleRun } from '../results/testing/example-run.ts'
import { publishRun } from './publish.ts'
import {
  type Circumstances,
  expectCharts,
  expectNoSidewaysScroll,
  useBrowser,
} from './testing/browser.ts'

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

let dir = ''
let url = ''
const open = useBrowser()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-browser-'))
  const { manifest, trials } = exampleRun()
  url = pathToFileURL(await publishRun(dir, manifest, trials)).href
})

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

const visit = (
  circumstances: Circumstances,
  look: (page: Page) => Promise<void>,
  hash = '',
): Promise<void> => open({ url, hash }, circumstances, look)

const ALL: readonly Circumstances[] = [true, false].flatMap((script) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    [DESK, PHONE].map((size) => ({ script, scheme, size })),
  ),
)

describe.each(ALL)('script $script, $scheme, $size.width px', (circumstances) => {
  test('shows every chart once, and nothing scrolls sideways', async () => {
    await visit(circumstances, async (page) => {
      await expectNoSidewaysScroll(page)
      const drawn = await page.locator('svg.chart').count()
      await expectCharts(page, drawn / 2, circumstances.size.width)
    })
  })
})

test('who is ahead, how sure that is and what a task costs are on the first screen', async () => {
  const size = { width: 1440, height: 900 }
  await visit({ script: false, scheme: 'light', size }, async (page) => {
    for (const profile of ['as-shipped', 'governed']) {
      const lines = page.locator(`.short .card[data-profile="${profile}"] .lines div`)
      const cost = await lines.nth(1).boundingBox()
      expect(await lines.nth(1).locator('dt').textContent()).toBe('CPU of a task')
      expect((cost?.y ?? Infinity) + (cost?.height ?? 0)).toBeLessThanOrEqual(size.height)
    }
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
