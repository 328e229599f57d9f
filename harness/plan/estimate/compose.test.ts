import { describe, expect, it } from 'vitest'
import { otherCost } from './compose.ts'
import { newShare, type ProbedWindow, taskCostUs } from './contacts.ts'

interface Made {
  readonly ownUs: number
  readonly contacts: number
  readonly messages: number
}

/** Each new contact costs 800 µs and each message `messageUs`; contacts settle after two tasks. */
function window(density: number, made: Made, messageUs: number, contactUs = 800): ProbedWindow {
  const share = contactUs === 0 ? 0 : newShare(density, 2)
  return {
    tasks: 100,
    density,
    cpuUsPerTask: made.ownUs + made.messages * messageUs + made.contacts * contactUs * share,
    contactsPerTask: made.contacts * share,
    messagesPerTask: made.messages,
  }
}

const REFERENCE: Made = { ownUs: 50, contacts: 5, messages: 8 }
const OTHER: Made = { ownUs: 20_000, contacts: 3, messages: 4 }

function reference(messageUs: number, contactUs = 800) {
  return {
    sparse: window(0.1, REFERENCE, messageUs, contactUs),
    dense: window(8, REFERENCE, messageUs, contactUs),
  }
}

describe('another architecture', () => {
  const own = window(6, OTHER, 10)

  it.each([0.05, 1, 70])(
    'at %d tasks a team costs what its contacts and messages do',
    (density) => {
      const cost = otherCost(own, reference(10), reference(10))
      expect(taskCostUs(cost, density)).toBeCloseTo(window(density, OTHER, 10).cpuUsPerTask, 3)
    },
  )

  it('under a level that is dearer by message pays for its own messages', () => {
    const cost = otherCost(own, reference(10), reference(250))
    expect(taskCostUs(cost, 1)).toBeCloseTo(window(1, OTHER, 250).cpuUsPerTask, 3)
  })

  it('without authentication meets nobody', () => {
    const cost = otherCost(own, reference(10), reference(0, 0))
    expect(taskCostUs(cost, 1)).toBeCloseTo(20_000, 3)
    expect(taskCostUs(cost, 0)).toBeCloseTo(20_000, 3)
  })

  it('keeps some cost of its own whatever the difference', () => {
    const cost = otherCost(own, reference(90_000), reference(0, 0))
    expect(taskCostUs(cost, 1)).toBeGreaterThan(1000)
  })
})
