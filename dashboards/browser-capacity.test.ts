/** The page of capacities in a real browser, opened from disk: on a desk, on a phone and on paper. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, test } from 'vitest'
import { exampleCapacity } from '../results/testing/example-capacity.ts'
import { publishCapacity } from './publish-capacity.ts'
import { expectCharts, expectNoSidewaysScroll, useBrowser } from './testing/browser.ts'

const EXAMPLE = exampleCapacity()

let dir = ''
let url = ''
const visit = useBrowser()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-browser-capacity-'))
  url = pathToFileURL(await publishCapacity(dir, EXAMPLE)).href
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
  '%d px, %s, %s: every curve once, nothing scrolls sideways',
  async (width, scheme, media) => {
    await visit({ url }, { scheme, size: { width, height: 900 }, media }, async (page) => {
      await expectNoSidewaysScroll(page)
      await expectCharts(page, EXAMPLE.records.length, width)
    })
  },
)
