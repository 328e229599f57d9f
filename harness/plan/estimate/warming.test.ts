import { expect, it } from 'vitest'
import { coldCpuS, OF_CALLBACKS, OF_PROMISES, warmCpuS, warmTasks } from './warming.ts'

it('first tasks of promises count several times, and later ones once', () => {
  expect(warmTasks(1, OF_PROMISES)).toBeGreaterThan(3)
  expect(warmTasks(2001, OF_PROMISES) - warmTasks(2000, OF_PROMISES)).toBeCloseTo(1, 9)
  expect(warmTasks(2000, OF_PROMISES)).toBeCloseTo(2100, 9)
})

it('tasks of callbacks count once', () => {
  expect(warmTasks(40, OF_CALLBACKS)).toBe(40)
})

it('a window on a thread that has worked for long is warm', () => {
  expect(warmCpuS(0.3, 20)).toBeCloseTo(0.3, 6)
})

it('of a window on a new thread some is cold, but at most half is taken off', () => {
  expect(warmCpuS(0.01, 0)).toBe(0.005)
  expect(warmCpuS(2, 0)).toBeCloseTo(2 - coldCpuS(2), 12)
})
