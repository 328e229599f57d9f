import { expect, test } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Deployment, Outcome, Work } from '../../adapters/contract.ts'
import { guardAt } from '../controls/guard-fixture.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { CellOracle } from '../incidents/oracle.ts'
import { Timeline } from '../kernel/timeline.ts'
import { HOUR, type AgentId, type CellId } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import type { CellNetwork } from './cell-network.ts'
import { ContainmentDesk } from './containment-desk.ts'
import type { EngineMessage } from './messages.ts'

const SUBJECT = 4
const STOP_US = 6 * HOUR

/** The desk of cell 0, its surroundings written down instead of being there. */
function setting(level: ControlLevels['containment'], endUs = HOUR) {
  const sent: Array<{ to: CellId; payload: EngineMessage }> = []
  const timeline = new Timeline(0, 1, (message) => sent.push(message as never))
  const organisation = new Organisation(testWorkload().organisation, 24)
  const guard = guardAt({ containment: level })
  const oracle = new CellOracle(undefined)
  const log = {
    recalled: [] as AgentId[],
    purged: [] as AgentId[],
    withdrawn: [] as AgentId[],
    received: [] as EngineMessage[],
  }
  const running: Array<(outcome: Outcome) => void> = []
  const deployment = {
    start: (_work: Work, done: (outcome: Outcome) => void) => running.push(done),
    purge: (agent: AgentId) => log.purged.push(agent) && 2,
  } as unknown as Deployment
  const desk = new ContainmentDesk({
    timeline,
    organisation,
    level,
    stopUs: STOP_US,
    endUs,
    guard,
    oracle,
    network: { crossUs: () => 5 } as unknown as CellNetwork,
    deployment,
    recall: (agent) => log.recalled.push(agent),
    withdraw: (agent) => log.withdrawn.push(agent) && 1,
    receive: (message) => log.received.push(message),
  })
  return { desk, timeline, organisation, guard, trace: oracle.trace, log, sent, running }
}

const REPLY = { kind: 'reply', askId: 1, reply: { kind: 'refused', reason: 'x' } } as const

test('at C0 a command does nothing at all', () => {
  const { desk, guard, log, sent } = setting('C0')
  desk.command(SUBJECT)
  expect(guard.isQuarantined(SUBJECT)).toBe(false)
  expect([log.recalled, log.purged, log.withdrawn, sent]).toEqual([[], [], [], []])
})

test('at C1 an agent is revoked, its posts and all that it has under way go, and every cell is told', () => {
  const { desk, organisation, guard, trace, log, sent } = setting('C1')
  desk.command(SUBJECT)
  expect(guard.isQuarantined(SUBJECT)).toBe(true)
  expect(guard.isQuarantined(SUBJECT + 1)).toBe(false)
  expect(log).toMatchObject({ recalled: [SUBJECT], purged: [SUBJECT], withdrawn: [SUBJECT] })
  expect(trace).toMatchObject({ purgedMessages: 3, quarantines: [0], cuts: [] })
  expect(sent.map(({ to }) => to)).toEqual(
    Array.from({ length: organisation.cells - 1 }, (_, index) => index + 1),
  )
  expect(new Set(sent.map(({ payload }) => payload.kind))).toEqual(new Set(['revoke']))
  desk.command(SUBJECT)
  expect(log.purged).toHaveLength(1)
})

test('at C1 the bus stays open', () => {
  const { desk } = setting('C1')
  desk.command(SUBJECT)
  expect(desk.holds(REPLY)).toBe(false)
})

test('at C2 the department’s work ends, and what its members have under way goes, too', () => {
  const { desk, organisation, trace, log, running } = setting('C2')
  const ended: string[] = []
  desk.work.start({} as Work, ({ kind }) => ended.push(kind))
  expect(running).toHaveLength(1)
  desk.command(SUBJECT)
  expect(ended).toEqual(['failed'])
  const members = new Set(log.purged)
  expect(members.size).toBeGreaterThan(6)
  expect([...members].every((agent) => organisation.cellOf(agent) === 0)).toBe(true)
  expect(trace.cuts).toEqual([{ agents: members.size - 1, at: 0, until: null }])
})

test('at C3 what comes from other cells waits until the time is over, and commands do not', () => {
  const { desk, timeline, log, trace } = setting('C3')
  expect(desk.holds(REPLY)).toBe(false)
  desk.command(SUBJECT)
  expect(desk.holds({ kind: 'revoke', agent: 9 })).toBe(false)
  expect(desk.holds(REPLY)).toBe(true)
  timeline.runUntil(STOP_US - 1)
  expect(log.received).toEqual([])
  timeline.runUntil(Infinity)
  expect(log.received).toEqual([REPLY])
  expect(trace.heldMessages).toBe(1)
  expect(desk.holds(REPLY)).toBe(false)
})

test.each(['C1', 'C2', 'C3'] as const)(
  'at %s commands count where they are due before the end, and where they are carried out',
  (level) => {
    const { desk, organisation } = setting(level)
    desk.command(SUBJECT)
    desk.command(SUBJECT)
    expect(desk.commands).toEqual({ commandsDue: organisation.cells, commandsCarriedOut: 1 })
    desk.obey(SUBJECT + 12)
    expect(desk.commands.commandsCarriedOut).toBe(2)
    // Messages take 5 µs, which is the end.
    const late = setting(level, 5)
    late.desk.command(SUBJECT)
    expect(late.desk.commands).toEqual({ commandsDue: 1, commandsCarriedOut: 1 })
  },
)

test('a command counts as carried out only if the agent is contained after it', () => {
  const { desk, guard, sent } = setting('C1')
  Object.assign(guard, { quarantine: () => true })
  desk.command(SUBJECT)
  expect(desk.commands).toEqual({ commandsDue: sent.length + 1, commandsCarriedOut: 0 })
})

test('a guard that will not hear of a command leaves it due', () => {
  const { desk, guard } = setting('C1')
  Object.assign(guard, { quarantine: () => false })
  desk.command(SUBJECT)
  expect(desk.commands).toEqual({ commandsDue: 1, commandsCarriedOut: 0 })
})

test('at C0 no command is due', () => {
  const { desk } = setting('C0')
  desk.command(SUBJECT)
  expect(desk.commands).toEqual({ commandsDue: 0, commandsCarriedOut: 0 })
})
