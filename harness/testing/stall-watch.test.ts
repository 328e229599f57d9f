import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TestCase, TestModule, Vitest } from 'vitest/node'
import { StallWatch } from './stall-watch.ts'

const exit = vi.fn()
const said: string[] = []
const module = { relativeModuleId: 'some/where.test.ts' } as TestModule
const test = { module, fullName: 'a queue > never ends' } as TestCase

beforeEach(() => {
  vi.useFakeTimers()
  said.length = 0
  exit.mockReset()
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
})
afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function started(): StallWatch {
  const watch = new StallWatch(1_000)
  watch.onInit({ exit } as unknown as Vitest)
  watch.onTestRunStart()
  watch.onTestModuleStart(module)
  return watch
}

it('ends a run in which nothing begins or ends, and names what was under way', () => {
  started().onTestCaseReady(test)
  vi.advanceTimersByTime(999)
  expect(exit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(exit).toHaveBeenCalledExactlyOnceWith(true)
  expect(process.exitCode).toBe(1)
  expect(said.join('')).toBe(
    'no test has begun or ended for 1 s; under way:\n' +
      '  some/where.test.ts\n  some/where.test.ts > a queue > never ends\n',
  )
})

it('lets a run go on as long as tests begin and end', () => {
  const watch = started()
  for (let nth = 0; nth < 5; nth++) {
    watch.onTestCaseReady(test)
    vi.advanceTimersByTime(900)
    watch.onTestCaseResult(test)
    vi.advanceTimersByTime(900)
  }
  watch.onTestModuleEnd(module)
  watch.onTestRunEnd()
  vi.advanceTimersByTime(10_000)
  expect(exit).not.toHaveBeenCalled()
  expect(process.exitCode).toBeUndefined()
})
