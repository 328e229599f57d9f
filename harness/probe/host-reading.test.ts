import { afterAll, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { makeTestFolder } from '../cli/testing/folder.ts'
import { readHost } from './host-reading.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())

describe('a reading of the host', () => {
  it('has the stolen ticks and all, without guests, which are counted in user time', () => {
    folder.write('stat', 'cpu  10 1 5 100 2 0 1 7 3 4\ncpu0 1 1 1 1\n')
    expect(readHost(join(folder.path, 'stat'))).toMatchObject({ stealTicks: 7, allTicks: 126 })
  })

  it.each(['', 'cpu  1 2 3\n', 'cpu  a b c d e f g h\n'])('has no ticks from "%s"', (text) => {
    folder.write('stat', text)
    expect(readHost(join(folder.path, 'stat'))).not.toHaveProperty('stealTicks')
  })

  it('has a speed, and no ticks where there is no such file', () => {
    const { spinMs, load, ...ticks } = readHost(join(folder.path, 'nowhere'))
    expect(spinMs).toBeGreaterThan(0)
    expect(load).toBeGreaterThanOrEqual(0)
    expect(ticks).toEqual({})
  })
})
