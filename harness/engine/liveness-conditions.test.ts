import { expect, test } from 'vitest'
import { type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { livenessConditions } from './liveness.ts'
import { LivenessWatch, type LivenessTally, zeroLiveness } from './liveness-tally.ts'
import type { CellGuard } from '../controls/guard.ts'

/** Three accepted messages, of which one is a call of a tool, by honest counts. */
const HONEST: Partial<LivenessTally> = {
  accepted: 3,
  opens: 3,
  decisions: 3,
  asksForRecords: 3,
  records: 3,
  acceptedToolCalls: 1,
  toolEffects: 1,
}

function broken(
  changes: Partial<LivenessTally>,
  {
    levels = GOVERNED,
    lost = 0,
    faults = 0,
  }: { levels?: ControlLevels; lost?: number; faults?: number } = {},
): string[] {
  const fault = { stage: 'audit', cell: 0, count: 1, at: 0, message: 'gone' } as const
  const shard = {
    tally: { ...zeroLiveness(), ...HONEST, ...changes },
    recordsLost: lost,
    faults: Array.from({ length: faults }, () => fault),
  }
  return livenessConditions(levels, [shard])
    .filter(({ holds }) => !holds)
    .map(({ name }) => name)
}

test('honest counts hold', () => {
  expect(broken({})).toEqual([])
})

const AUTHENTICATED = 'every accepted message was authenticated'
const DECIDED = 'every accepted message was decided by the policy'
const EFFECTS = 'every effect was accepted first'
const RECORDED = 'every accepted message was recorded'
const COMMANDED = 'every containment command was carried out'
const KEPT = 'the audit sink kept every record'

test.each<[string, Partial<LivenessTally>, string[]]>([
  ['fewer opens than acceptances', { opens: 2 }, [AUTHENTICATED]],
  ['more opens than anything came of', { opens: 4 }, [AUTHENTICATED]],
  ['a further receiver that was not opened for', { acceptedFurther: 1 }, [AUTHENTICATED]],
  ['fewer decisions than acceptances', { decisions: 2 }, [DECIDED]],
  ['an effect of a tool without a call', { toolEffects: 2 }, [EFFECTS]],
  ['an answer without a request', { peerAnswers: 1 }, [EFFECTS]],
  ['fewer records than acceptances', { records: 2 }, [RECORDED]],
  ['a trail that was not asked', { asksForRecords: 2 }, [RECORDED]],
  ['a containment command that was lost', { commandsDue: 4, commandsCarriedOut: 3 }, [COMMANDED]],
  ['a command that nobody gave', { commandsCarriedOut: 1 }, [COMMANDED]],
  ['a record that the sink refused', { recordsRefused: 1 }, [KEPT]],
])('%s makes a trial invalid', (_what, changes, expected) => {
  expect(broken(changes)).toEqual(expected)
})

test('what was refused on the way needs no more than the stages that saw it', () => {
  expect(broken({ refusedByAuthentication: 2, opens: 5 })).toEqual([])
  expect(broken({ refusedByCapability: 2, opens: 5 })).toEqual([])
  expect(broken({ refusedLater: 2, opens: 5, decisions: 5 })).toEqual([])
  expect(broken({ refusedUnopened: 2, opens: 5 })).toEqual([AUTHENTICATED])
})

test('records that L1 lost by its model count as written, and L0 owes none', () => {
  expect(broken({ records: 1, recordsDropped: 2 })).toEqual([])
  const levels = { ...GOVERNED, audit: 'L0' } as const
  expect(broken({ records: 0 }, { levels })).toEqual([])
  expect(broken({ records: 0, asksForRecords: 2 }, { levels })).toEqual([RECORDED])
})

test('a record that was taken and then lost, or a stage that threw, makes a trial invalid', () => {
  expect(broken({}, { lost: 1 })).toEqual([KEPT])
  expect(broken({}, { faults: 1 })).toEqual(['no control failed'])
})

test('a sink’s refusals are no records, and the stages’ counts are their own', () => {
  const watch = new LivenessWatch()
  const sink = watch.sink({ append: (line) => line !== 'refused', close: () => {} })
  for (const line of ['a', 'refused', 'b']) sink.append(line)
  const asked = { auth: { asked: 5 }, policy: { asked: 6 }, audit: { asked: 7 } }
  const effects = { toolEffects: 0, peerAnswers: 0, commandsDue: 3, commandsCarriedOut: 2 }
  expect(watch.read({ asked } as CellGuard, { auditDropped: 0 }, effects)).toMatchObject({
    records: 2,
    recordsRefused: 1,
    opens: 5,
    decisions: 6,
    asksForRecords: 7,
    commandsDue: 3,
    commandsCarriedOut: 2,
  })
})
