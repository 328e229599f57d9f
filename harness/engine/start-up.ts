/**
 * The enrolments and handshakes of a cell by virtual minute. They are counted where their round trips
 * are drawn, which is once for each, so nothing about them changes.
 */
import { START_UP_MINUTES, type StartUpRecord } from '../../results/start-up-record.ts'
import type { RoundTrips } from '../controls/auth/session-waits.ts'
import { MINUTE, type VirtualUs } from '../kernel/units.ts'

export class StartUpTally {
  private readonly handshakes = minutes(START_UP_MINUTES)
  private readonly enrolments = minutes(START_UP_MINUTES)

  /** The same round trips, counted in the minute in which they are drawn. */
  counting(trips: RoundTrips, clock: { readonly now: VirtualUs }): RoundTrips {
    const note = (series: number[]): void => {
      const minute = Math.floor(clock.now / MINUTE)
      if (minute < START_UP_MINUTES) series[minute] = (series[minute] as number) + 1
    }
    return {
      handshakeUs: (from, to, nth) => {
        note(this.handshakes)
        return trips.handshakeUs(from, to, nth)
      },
      enrolmentUs: (agent) => {
        note(this.enrolments)
        return trips.enrolmentUs(agent)
      },
    }
  }

  /** What was counted up to the end of a window; undefined if it is nothing. */
  upTo(endUs: VirtualUs): StartUpRecord | undefined {
    const length = Math.min(START_UP_MINUTES, Math.ceil(endUs / MINUTE))
    const handshakes = this.handshakes.slice(0, length)
    const enrolments = this.enrolments.slice(0, length)
    const isEmpty = [...handshakes, ...enrolments].every((count) => count === 0)
    return isEmpty ? undefined : { handshakes, enrolments }
  }
}

/** The sum of series of one trial; undefined if there is none. */
export function sumStartUp(
  all: ReadonlyArray<StartUpRecord | undefined>,
): StartUpRecord | undefined {
  const found = all.filter((one) => one !== undefined)
  const first = found[0]
  if (first === undefined) return undefined
  const sum = (name: keyof StartUpRecord): number[] =>
    first[name].map((_, minute) =>
      found.reduce((total, one) => total + (one[name][minute] ?? 0), 0),
    )
  return { handshakes: sum('handshakes'), enrolments: sum('enrolments') }
}

function minutes(length: number): number[] {
  return new Array<number>(length).fill(0)
}
