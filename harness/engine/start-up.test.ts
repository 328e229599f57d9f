import { expect, it } from 'vitest'
import { NO_ROUND_TRIPS } from '../controls/auth/session-waits.ts'
import { HOUR, MINUTE } from '../kernel/units.ts'
import { StartUpTally, sumStartUp } from './start-up.ts'

it('counts a round trip in the virtual minute in which it is drawn, and draws it once', () => {
  const clock = { now: 0 }
  const drawn: string[] = []
  const tally = new StartUpTally()
  const trips = tally.counting(
    {
      handshakeUs: (from, to, nth) => drawn.push(`${from}-${to}-${nth}`),
      enrolmentUs: (agent) => drawn.push(`${agent}`),
    },
    clock,
  )
  trips.enrolmentUs(4)
  clock.now = MINUTE - 1
  trips.handshakeUs(4, 5, 1)
  clock.now = MINUTE
  trips.handshakeUs(4, 6, 2)
  expect(tally.upTo(3 * MINUTE)).toEqual({ handshakes: [1, 1, 0], enrolments: [1, 0, 0] })
  expect(drawn).toEqual(['4', '4-5-1', '4-6-2'])
})

it('ends after an hour, or with a shorter window', () => {
  const clock = { now: HOUR }
  const tally = new StartUpTally()
  const trips = tally.counting(NO_ROUND_TRIPS, clock)
  trips.handshakeUs(1, 2, 1)
  expect(tally.upTo(2 * HOUR)).toBeUndefined()
  clock.now = HOUR - 1
  trips.handshakeUs(1, 2, 2)
  expect(tally.upTo(2 * HOUR)?.handshakes).toHaveLength(60)
  expect(tally.upTo(2.5 * MINUTE)).toBeUndefined()
})

it('sums cells, and says nothing where there is nothing', () => {
  const one = { handshakes: [1, 2], enrolments: [3, 0] }
  expect(sumStartUp([undefined, one, one])).toEqual({ handshakes: [2, 4], enrolments: [6, 0] })
  expect(sumStartUp([undefined])).toBeUndefined()
})
