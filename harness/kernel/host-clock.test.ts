import { expect, test } from 'vitest'
import { countGc } from './host-clock.ts'

/** Garbage of some hundred MB, in one turn of the event loop. */
function litter(): number {
  let kept: object[] = []
  for (let nth = 0; nth < 4e6; nth++) {
    kept.push({ nth })
    if (kept.length > 1e5) kept = []
  }
  return kept.length
}

test('time of the garbage collector is counted, though the loop has not turned', async () => {
  const gc = countGc()
  litter()
  expect(await gc.stop()).toBeGreaterThan(0)
})
