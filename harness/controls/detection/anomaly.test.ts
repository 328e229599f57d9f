import { describe, expect, test } from 'vitest'
import { choice, purpose, uniform } from '../../kernel/random.ts'
import { HOUR, MINUTE, type AgentId, type VirtualUs } from '../../kernel/units.ts'
import { draft, guardAt, TEST_DIRECTORY } from '../guard-fixture.ts'
import type { Alert } from './alert.ts'
import type { GuardDirectory } from '../guard-options.ts'
import type { ControlLevels } from '../levels.ts'
import { AnomalyDetector } from './anomaly.ts'
import { DEFAULT_ANOMALY } from './anomaly-parameters.ts'
import { ReportThreshold } from './report-threshold.ts'

const BUSY = purpose('test.busy')
const TO = purpose('test.to')

/** A department of fifty teams of six. */
const AGENTS = 300
const CROWD: GuardDirectory = {
  ...TEST_DIRECTORY,
  cellOf: () => 0,
  functionOf: () => 'content-policy',
  isLead: (agent) => agent % 6 === 0,
  isMeta: () => false,
  roleOf: (agent) => (agent % 6 === 5 ? 'operator' : 'writer'),
}
const { warmUpUs, binUs, falseAlarmShare } = DEFAULT_ANOMALY
const DAY_END = 4 * HOUR

interface Event {
  readonly at: VirtualUs
  readonly from: AgentId
  readonly to: AgentId
  readonly action?: string
  readonly resource?: string
  readonly subject?: AgentId
  readonly decision?: string
}

/** Bursts of four messages to two colleagues, as tasks make them: one an hour and agent. */
function benign(seed: number, from: VirtualUs, to: VirtualUs): Event[] {
  const events: Event[] = []
  for (let at = from; at < to; at += MINUTE) {
    for (let agent = 0; agent < AGENTS; agent++) {
      if (uniform(seed, BUSY, at, agent) >= 1 / 60) continue
      for (let nth = 0; nth < 4; nth++) {
        const colleague = agent - (agent % 6) + choice(6, seed, TO, at, agent, nth % 2)
        events.push({ at: at + nth, from: agent, to: colleague })
      }
    }
  }
  return events
}

function lineOf(event: Event, index: number): string {
  const { at, from, to } = event
  const { action = 'request', resource = 'team', subject = -1, decision = 'allow' } = event
  return `0,${index},${at},${from},${to},${action},${resource},7,${subject},00,${decision}`
}

function alertsOf(
  events: readonly Event[],
  detector: AnomalyDetector | ReportThreshold = new AnomalyDetector(DEFAULT_ANOMALY, CROWD),
): Alert[] {
  const alerts: Alert[] = []
  detector.onAlert((alert) => alerts.push(alert))
  events
    .toSorted((a, b) => a.at - b.at)
    .forEach((event, index) => detector.observe(lineOf(event, index)))
  return alerts
}

const repeated = (
  count: number,
  first: VirtualUs,
  everyUs: VirtualUs,
  make: (nth: number) => Omit<Event, 'at'>,
): Event[] =>
  Array.from({ length: count }, (_, nth) => ({ at: first + nth * everyUs, ...make(nth) }))

const USUAL = benign(1, 0, DAY_END)
const ROGUE = 4
const AT = 3 * HOUR

const raised = (alerts: readonly Alert[], subject = ROGUE): Alert | undefined =>
  alerts.find((alert) => alert.subject === subject)

describe('benign traffic', () => {
  test('keeps to the budget of false alarms, over ten organisations', () => {
    let alerted = 0
    for (let seed = 1; seed <= 10; seed++) alerted += alertsOf(benign(seed, 0, DAY_END)).length
    expect(alerted / (10 * AGENTS)).toBeLessThanOrEqual(falseAlarmShare)
  })

  test('raises nothing in the warm-up, whatever happens there', () => {
    const flood = repeated(500, HOUR, 1_000, (nth) => ({ from: ROGUE, to: nth % AGENTS }))
    expect(alertsOf([...benign(1, 0, warmUpUs), ...flood])).toEqual([])
  })
})

describe('an agent that changes', () => {
  const quiet = USUAL.filter(({ from, at }) => from !== ROGUE || at < warmUpUs)

  test('and sends ten times as much is found by its rate', () => {
    const spam = repeated(60, AT, 10_000_000, () => ({ from: ROGUE, to: 3 }))
    expect(raised(alertsOf([...quiet, ...spam]))?.cause).toBe('rate')
  })

  test('and writes to everybody at its old rate is found by its fan-out', () => {
    // Twelve messages an hour, as many as one in the warm-up that was busy all the time.
    const few = USUAL.map((event) => (event.from === ROGUE ? { ...event, to: 3 } : event))
    const trained = few.filter(({ from, at }) => from !== ROGUE || at < warmUpUs)
    const usual = repeated(72, 0, 100_000_000, () => ({ from: ROGUE, to: 3 }))
    const wide = repeated(36, 2 * HOUR, 100_000_000, (nth) => ({ from: ROGUE, to: 6 + nth }))
    const others = trained.filter(({ from }) => from !== ROGUE)
    expect(raised(alertsOf([...others, ...usual, ...wide]))?.cause).toBe('fan-out')
    const narrow = wide.map((event) => ({ ...event, to: 3 }))
    expect(raised(alertsOf([...others, ...usual, ...narrow]))).toBeUndefined()
  })

  test('and does what none of its class ever did is found by novelty', () => {
    const posts = repeated(4, AT, 20 * MINUTE, () => ({
      from: ROGUE,
      to: ROGUE,
      action: 'post',
      resource: 'board',
    }))
    expect(raised(alertsOf([...quiet, ...posts]))?.cause).toBe('novelty')
    // An operator that posted in the warm-up makes it usual for operators, and for nobody else.
    const usual: Event = { at: HOUR, from: 5, to: 5, action: 'post', resource: 'board' }
    expect(raised(alertsOf([...quiet, usual, ...posts]))?.cause).toBe('novelty')
    expect(raised(alertsOf([...quiet, { ...usual, from: 11, to: 11 }, ...posts]))).toBeDefined()
    expect(raised(alertsOf([...quiet, { ...usual, from: 3, to: 3 }, ...posts]))).toBeUndefined()
  })
})

describe('a drift that stays below the static threshold', () => {
  /** D1's threshold of the library's workload: six reports in four hours. */
  const threshold = (): ReportThreshold => new ReportThreshold(6, 4 * HOUR)
  /** Never more than five reports in any four hours. */
  const slow = repeated(12, AT, 49 * MINUTE, () => ({
    from: -1,
    to: -1,
    action: 'report',
    resource: 'board',
    subject: ROGUE,
  }))

  test('is missed by D1 and found by D2', () => {
    expect(alertsOf(slow, threshold())).toEqual([])
    const found = raised(alertsOf([...USUAL, ...slow]))
    expect(found?.cause).toBe('reports')
  })

  test('of an agent that sends a little more in every bin is found too', () => {
    const drift: Event[] = []
    for (let bin = 0; bin < 48; bin++) {
      for (let nth = 0; nth < 1 + bin / 6; nth++) {
        drift.push({ at: 2 * HOUR + bin * binUs + nth * MINUTE, from: ROGUE, to: 3 })
      }
    }
    expect(alertsOf(drift, threshold())).toEqual([])
    const found = raised(alertsOf([...benign(1, 0, 2 * HOUR), ...drift]))
    expect(found?.cause).toBe('rate')
  })
})

test('messages that failed to prove their sender are held against nobody', () => {
  for (const decision of ['authentication', 'limit', 'quarantine']) {
    const forged = repeated(900, AT, 10_000, (nth) => ({ from: ROGUE, to: nth % AGENTS, decision }))
    expect(raised(alertsOf([...USUAL, ...forged]))).toBeUndefined()
    const denied = forged.map((event) => ({ ...event, decision: 'policy' }))
    expect(raised(alertsOf([...USUAL, ...denied]))).toBeDefined()
  }
})

test('a smaller budget of false alarms needs more evidence', () => {
  const spam = repeated(60, AT, 10_000_000, () => ({ from: ROGUE, to: 3 }))
  const at = (share: number): number =>
    raised(
      alertsOf(
        [...USUAL, ...spam],
        new AnomalyDetector({ ...DEFAULT_ANOMALY, falseAlarmShare: share }, CROWD),
      ),
    )?.at ?? Infinity
  expect(at(0.0001)).toBeGreaterThan(at(0.05))
})

describe('at the guard', () => {
  const flooded = (levels: Partial<ControlLevels>): Alert[] => {
    const guard = guardAt(levels, {
      anomaly: { ...DEFAULT_ANOMALY, warmUpUs: 10_000, binUs: 1_000 },
    })
    const alerts: Alert[] = []
    guard.onAlert((alert) => alerts.push(alert))
    const send = (at: VirtualUs, to: AgentId): void => {
      guard.clock.now = at
      guard.admit(guard.seal(draft({ to })), to)
    }
    for (let at = 1_000; at < 20_000; at += 1_000) send(at, 2)
    for (let nth = 0; nth < 200; nth++) send(20_000 + nth, 2 + (nth % 10))
    return alerts
  }

  test('D2 sees what the audit trail has kept, and D1 does not', () => {
    expect(flooded({ audit: 'L2', detection: 'D1' })).toEqual([])
    expect(flooded({ audit: 'L2', detection: 'D2' })).toMatchObject([{ subject: 1 }])
  })

  test('without an audit trail it is blind', () => {
    expect(flooded({ audit: 'L0', detection: 'D2' })).toEqual([])
  })

  test('it raises the alert of D1 as well, once', () => {
    const guard = guardAt({ audit: 'L2', detection: 'D2' })
    const alerts: Alert[] = []
    guard.onAlert((alert) => alerts.push(alert))
    for (let reader = 0; reader < 9; reader++) guard.reportAbout(reader, 4, 7)
    expect(alerts).toEqual([{ subject: 4, at: 1_000, count: 3 }])
  })
})
