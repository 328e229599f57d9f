import { expect, test } from 'vitest'
import { BusGate } from './bus-gate.ts'

test('what waited is released once, in order, when the time has come', () => {
  const gate = new BusGate<number>()
  expect(gate.isClosed).toBe(false)
  expect(gate.close(10, 20)).toBe(10)
  for (const message of [3, 1, 2]) gate.hold(message)
  expect(gate.reopen(19)).toBeUndefined()
  expect(gate.isClosed).toBe(true)
  expect(gate.reopen(20)).toEqual([3, 1, 2])
  expect(gate.isClosed).toBe(false)
  expect(gate.reopen(21)).toBeUndefined()
})

test('a second closure extends the first and never shortens it', () => {
  const gate = new BusGate<number>()
  gate.close(10, 20)
  expect(gate.close(12, 15)).toBeUndefined()
  expect(gate.close(12, 30)).toBe(20)
  expect(gate.reopen(20)).toBeUndefined()
  expect(gate.reopen(30)).toEqual([])
})

test('a closure that is over already does not begin', () => {
  const gate = new BusGate<number>()
  expect(gate.close(10, 10)).toBeUndefined()
  expect(gate.isClosed).toBe(false)
})

test('what was released is not released again at the next opening', () => {
  const gate = new BusGate<string>()
  gate.close(0, 10)
  gate.hold('a')
  expect(gate.reopen(10)).toEqual(['a'])
  gate.close(20, 30)
  expect(gate.reopen(30)).toEqual([])
})
