/** The page of predictions in a real browser, opened from disk: on a desk, on a phone and on paper. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examplePredictions } from '../results/testing/example-predictions.ts'
import { publishPredictions } from './publish-predictions.ts'
import { expectCharts, expectNoSidewaysScroll, useBrowser } from './testing/browser.ts'

const CHARTS = 3

let dir = ''
let url = ''
const visit = useBrowser()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-browser-predictions-'))
  url = pathToFileURL(await publishPredictions(dir, examplePredictions())).href
})

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

test.each([
  [1280, 'light', 'screen'],
  [1280, 'dark', 'screen'],
  [390, 'light', 'screen'],
  [390, 'dark', 'screen'],
  [794, 'light', 'print'],
] as const)(
  '%d px, %s, %s: every chart once, nothing scrolls sideways',
  async (width, scheme, media) => {
    await visit({ url }, { scheme, size: { width, height: 900 }, media }, async (page) => {
      await expectNoSidewaysScroll(page)
      await expectCharts(page, CHARTS, width)
    })
  },
)

test('a verdict leads to its evidence by the keyboard alone', async () => {
  const size = { width: 1280, height: 900 }
  await visit({ url }, { scheme: 'light', size }, async (page) => {
    const link = page.locator('.predictions a').nth(1)
    await link.focus()
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).hash).toBe('#prediction-2')
    await expect.poll(() => page.locator('#prediction-2').evaluate(isInView)).toBe(true)
  })
})

/** Runs in the page. */
function isInView(element: { getBoundingClientRect(): { top: number } }): boolean {
  const { top } = element.getBoundingClientRect()
  return top >= 0 && top < 900
}
