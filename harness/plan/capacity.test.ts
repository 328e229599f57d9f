import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { memoryLimitBytes, workerHeapMiB } from './capacity.ts'

const GIB = 1024 ** 3
const folder = mkdtempSync(join(tmpdir(), 'muster-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

function limitFile(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('the memory limit', () => {
  it('is the container’s', () => {
    expect(memoryLimitBytes([limitFile('a', '104857600\n')])).toBe(104_857_600)
  })

  it.each([
    ['there is none', 'max\n'],
    ['it is above the machine’s memory', String(totalmem() * 2)],
    ['it is the largest number that an older kernel writes for none', '9223372036854771712\n'],
    ['it is zero', '0\n'],
    ['the file is empty', ''],
  ])('is absent if %s', (_case, text) => {
    expect(memoryLimitBytes([limitFile('b', text)])).toBeUndefined()
  })

  it('is read from the first file that has one', () => {
    const files = [join(folder, 'missing'), limitFile('c', 'max'), limitFile('d', '52428800')]
    expect(memoryLimitBytes(files)).toBe(52_428_800)
  })
})

describe('the heap of the workers', () => {
  it.each([
    [2 * GIB, 1228],
    [10 * GIB, 6144],
    [24 * GIB, 14_745],
    [64 * GIB, 16_384],
  ])('of %d bytes of memory is %d MiB', (bytes, mib) => {
    expect(workerHeapMiB(bytes)).toBe(mib)
  })
})
