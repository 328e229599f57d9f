import { describe, expect, it } from 'vitest'
import { fitTaskCost, newShare, type ProbedWindow, taskCostUs } from './contacts.ts'

/** A window of a team whose contacts settle after two tasks: 4 contacts at 800 µs, the rest 200 µs. */
function window(density: number, changes: Partial<ProbedWindow> = {}): ProbedWindow {
  const share = newShare(density, 2)
  return {
    tasks: 100,
    density,
    cpuUsPerTask: 200 + 3200 * share,
    contactsPerTask: 4 * share,
    messagesPerTask: 7,
    ...changes,
  }
}

describe('the share of new contacts', () => {
  it('is all of them for a lone task and one in many for a busy team', () => {
    expect(newShare(0, 2)).toBe(1)
    expect(newShare(2, 2)).toBeCloseTo(1 - Math.exp(-1), 12)
    expect(newShare(2000, 2)).toBeCloseTo(1 / 1000, 12)
  })
})

describe('the cost of a task', () => {
  it('is found again from two windows, at any density', () => {
    const cost = fitTaskCost(window(0.1), window(8))
    expect(cost.settling).toBeCloseTo(2, 6)
    expect(cost.settledUs).toBeCloseTo(200, 6)
    expect(cost.strangersUs).toBeCloseTo(3200, 6)
    expect(taskCostUs(cost, 74)).toBeCloseTo(window(74).cpuUsPerTask, 6)
  })

  it('without contacts is that of the window with more tasks', () => {
    const none = { contactsPerTask: 0 }
    const sparse = window(0.1, { ...none, tasks: 8, cpuUsPerTask: 500 })
    const dense = window(8, { ...none, tasks: 64, cpuUsPerTask: 300 })
    expect(taskCostUs(fitTaskCost(sparse, dense), 1)).toBe(300)
  })

  it('is not negative when a window was taken for dearer than it is', () => {
    const dense = window(8, { cpuUsPerTask: 300 })
    const cost = fitTaskCost(window(0.1, { cpuUsPerTask: 9000 }), dense)
    expect(cost.settledUs).toBeGreaterThan(0)
    expect(taskCostUs(cost, 8)).toBeCloseTo(300, 6)
  })
})
