import { expect, test } from 'vitest'
import { REPLAY_WINDOW, ReplayWindow } from './replay-window.ts'

test('a number is accepted once, whatever the order and the gaps', () => {
  const window = new ReplayWindow()
  for (const seq of [5, 1_000_000, 7, 1]) expect(window.accept(seq)).toBe(true)
  for (const seq of [5, 1_000_000, 7, 1]) expect(window.accept(seq)).toBe(false)
})

test('numbers below one are refused', () => {
  expect(new ReplayWindow().accept(0)).toBe(false)
  expect(new ReplayWindow().accept(-1)).toBe(false)
})

test('a message may be overtaken by a window of others and no more', () => {
  const full = new ReplayWindow()
  for (let i = 1; i <= REPLAY_WINDOW - 1; i++) full.accept(10 * i)
  expect(full.accept(5)).toBe(true)
  const over = new ReplayWindow()
  for (let i = 1; i <= REPLAY_WINDOW + 1; i++) over.accept(10 * i)
  expect(over.accept(5)).toBe(false)
})

test('what has left the window stays refused', () => {
  const window = new ReplayWindow()
  for (let seq = 1; seq <= 1_000; seq++) expect(window.accept(seq)).toBe(true)
  for (let seq = 1; seq <= 1_000; seq++) expect(window.accept(seq)).toBe(false)
})
