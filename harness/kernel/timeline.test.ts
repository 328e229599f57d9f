import { describe, expect, it } from 'vitest'
import { Timeline, type CellMessage } from './timeline.ts'

const LOOKAHEAD = 50

function timeline(id = 3): { line: Timeline; posted: CellMessage[] } {
  const posted: CellMessage[] = []
  return { line: new Timeline(id, LOOKAHEAD, (message) => posted.push(message)), posted }
}

const misuse = expect.objectContaining({ code: 'KERNEL_MISUSE' })

describe('a timeline', () => {
  it('sets its clock to the time of the event that runs', () => {
    const { line } = timeline()
    const seen: number[] = []
    for (const time of [30, 10, 20]) line.at(time, () => seen.push(line.now), undefined)
    line.runUntil(Infinity)
    expect(seen).toEqual([10, 20, 30])
  })

  it('runs events of one moment in the order in which this cell made them', () => {
    const { line } = timeline()
    const ran: number[] = []
    for (let nth = 0; nth < 5; nth++) line.at(10, (arg: number) => ran.push(arg), nth)
    line.runUntil(11)
    expect(ran).toEqual([0, 1, 2, 3, 4])
  })

  it('orders by time, then cell of origin, then that cell’s counter, however messages come in', () => {
    const { line } = timeline(3)
    const ran: unknown[] = []
    line.onMessage = (payload) => ran.push(payload)
    const origin = (id: number): CellMessage[] => {
      const { line: other, posted } = timeline(id)
      other.send(3, 100, `${id}a`)
      other.send(3, 100, `${id}b`)
      return posted
    }
    const arrived = [...origin(9), ...origin(1), ...origin(4)]
    line.at(100, (arg: string) => ran.push(arg), '3a')
    for (const message of arrived.toReversed()) line.accept(message)
    line.runUntil(101)
    expect(ran).toEqual(['1a', '1b', '3a', '4a', '4b', '9a', '9b'])
  })

  it('runs what is earlier than the limit and nothing at it', () => {
    const { line } = timeline()
    const ran: number[] = []
    for (const time of [9, 10, 11]) line.at(time, (arg: number) => ran.push(arg), time)
    line.runUntil(10)
    expect(ran).toEqual([9])
    expect(line.nextTime()).toBe(10)
  })

  it('adds a delay to the time of the running event', () => {
    const { line } = timeline()
    let at = -1
    line.at(10, () => line.after(7, () => (at = line.now), undefined), undefined)
    line.runUntil(Infinity)
    expect(at).toBe(17)
  })

  it('does not run, count or digest a cancelled event', () => {
    const { line } = timeline()
    const { line: untouched } = timeline()
    let ran = 0
    const id = line.at(10, () => ran++, undefined)
    line.cancel(id)
    line.runUntil(Infinity)
    expect([ran, line.events]).toEqual([0, 0])
    expect(line.digest.hex()).toBe(untouched.digest.hex())
  })

  it('refuses an event before now', () => {
    const { line } = timeline()
    line.at(10, () => line.at(9, () => {}, undefined), undefined)
    expect(() => line.runUntil(Infinity)).toThrow(misuse)
  })

  it('refuses a negative delay and a time that is not a number', () => {
    const { line } = timeline()
    expect(() => line.after(-1, () => {}, undefined)).toThrow(misuse)
    expect(() => line.at(Number.NaN, () => {}, undefined)).toThrow(misuse)
    expect(() => line.after(Number.NaN, () => {}, undefined)).toThrow(misuse)
  })

  it('refuses a message between cells that is faster than the lookahead', () => {
    const { line, posted } = timeline()
    expect(() => line.send(4, LOOKAHEAD - 1, 'early')).toThrow(misuse)
    expect(() => line.send(4, Number.NaN, 'never')).toThrow(misuse)
    line.send(4, LOOKAHEAD, 'right')
    expect(posted).toMatchObject([{ to: 4, at: LOOKAHEAD, payload: 'right' }])
  })

  it('lets an exception of an event through', () => {
    const { line } = timeline()
    const fault = new Error('boom')
    line.at(
      1,
      () => {
        throw fault
      },
      undefined,
    )
    expect(() => line.runUntil(2)).toThrow(fault)
  })
})
