import { describe, expect, it } from 'vitest'
import type { Admitted, Draft } from '../../adapters/contract.ts'
import { isRefused } from '../../adapters/contract.ts'
import type { PeopleSpec } from '../../workloads/workload.ts'
import { createGuard } from '../controls/guard.ts'
import { BARE } from '../controls/levels.ts'
import { Timeline } from '../kernel/timeline.ts'
import { HOUR, MINUTE } from '../kernel/units.ts'
import { ECHO_CANARY, ROGUE_CANARY } from './artefacts.ts'
import { Board, type Post } from './board.ts'

const PEOPLE: PeopleSpec = {
  reviewers: 2,
  reviewUs: 10 * MINUTE,
  readerShare: 1,
  attentionHalfLifeUs: 3 * HOUR,
  reportProbability: 0.2,
  falseReportProbability: 0,
  reportLagUs: 5 * MINUTE,
}

const BAD = `rules ${ROGUE_CANARY}`

function setting(
  audience: number,
  changes: Partial<PeopleSpec> = {},
  { seed = 7, cell = 0 }: { seed?: number; cell?: number } = {},
) {
  const timeline = new Timeline(cell, 1, () => {})
  const views: [number, number][] = []
  const reports: [number, number][] = []
  const complaints: number[] = []
  const board = new Board({
    timeline,
    seed,
    people: { ...PEOPLE, ...changes },
    audience,
    complain: (reader) => complaints.push(reader),
    observer: {
      posted: () => {},
      viewed: (_post, reader, now) => views.push([reader, now]),
      reported: (_post, reader, now) => reports.push([reader, now]),
      recalled: () => {},
    },
  })
  return { timeline, board, views, reports, complaints }
}

const guard = createGuard({
  levels: BARE,
  cell: 0,
  seed: 1,
  clock: { now: 0 },
  directory: {
    roleOf: () => 'writer',
    cellOf: () => 0,
    functionOf: () => '',
    isLead: () => false,
    isMeta: () => false,
  },
})

/** A post that took the control path. */
function admitted(from: number, text: string): Admitted {
  const draft: Draft = { from, to: from, action: 'post', resource: 'board', workId: 1, text }
  const outcome = guard.admit(guard.seal(draft), from)
  if (isRefused(outcome)) throw new Error(outcome.refused)
  return outcome
}

function publish(board: Board, text: string, author = 3): Post {
  return board.publish(admitted(author, text), text)
}

describe('a board', () => {
  it('shows agents the three newest posts that are up', () => {
    const { board } = setting(0)
    for (const [nth, text] of ['a', 'b', 'c', 'd'].entries()) publish(board, text, nth)
    expect(board.visibleText()).toBe('dcb')
    board.recall(2)
    expect(board.visibleText()).toBe('dba')
  })

  it('publishes under the name that the control path vouches for', () => {
    const { board } = setting(0)
    expect(publish(board, 'a', 42).author).toBe(42)
  })

  it('knows bad posts by either canary', () => {
    const { board } = setting(0)
    expect([BAD, ECHO_CANARY, 'good'].map((text) => publish(board, text).bad)).toEqual([
      true,
      true,
      false,
    ])
    expect([board.hasBadPost(3), board.hasBadPost(4)]).toEqual([true, false])
  })

  it('is seen by every reader once when nobody recalls the post', () => {
    const { board, timeline, views } = setting(500)
    const post = publish(board, BAD)
    timeline.runUntil(Infinity)
    expect(new Set(views.map(([reader]) => reader)).size).toBe(500)
    expect(post.views).toBe(500)
  })

  it('is seen by half of its readers within the half-life of attention', () => {
    const { board, timeline, views } = setting(10_000)
    publish(board, BAD)
    timeline.runUntil(PEOPLE.attentionHalfLifeUs)
    expect(Math.abs(views.length - 5000)).toBeLessThan(5 * Math.sqrt(2500))
    timeline.runUntil(2 * PEOPLE.attentionHalfLifeUs)
    expect(Math.abs(views.length - 7500)).toBeLessThan(5 * Math.sqrt(1875))
  })

  it('is not seen any more after a recall, and what came before stands', () => {
    const { board, timeline, views } = setting(1000)
    const { views: uncut } = (() => {
      const whole = setting(1000)
      publish(whole.board, BAD)
      whole.timeline.runUntil(Infinity)
      return whole
    })()
    publish(board, BAD)
    timeline.at(HOUR, () => expect(board.recall(3)).toBe(1), undefined)
    timeline.runUntil(Infinity)
    expect(views).toEqual(uncut.filter(([, at]) => at <= HOUR))
    expect(views.length).toBeGreaterThan(50)
    expect(views.length).toBeLessThan(1000)
  })

  it('recalls the author’s posts only, and each once', () => {
    const { board } = setting(0)
    for (const author of [3, 3, 4]) publish(board, `by ${author}`, author)
    expect([board.recall(3), board.recall(3), board.recall(9)]).toEqual([2, 0, 0])
    expect(board.visibleText()).toBe('by 4')
  })

  it('gives every reader the same moment whatever the size of the audience', () => {
    const small = setting(10)
    const large = setting(100)
    for (const { board, timeline } of [small, large]) {
      publish(board, BAD)
      timeline.runUntil(Infinity)
    }
    const byReader = (views: readonly (readonly [number, number])[]) =>
      views.filter(([reader]) => reader < 10).toSorted(([a], [b]) => a - b)
    expect(byReader(large.views)).toEqual(byReader(small.views))
  })

  it('gives readers other moments for another post and another seed', () => {
    const { board, timeline, views } = setting(20)
    publish(board, BAD)
    publish(board, BAD)
    timeline.runUntil(Infinity)
    const other = setting(20, {}, { seed: 8 })
    publish(other.board, BAD)
    other.timeline.runUntil(Infinity)
    expect(new Set([...views, ...other.views].map(([, at]) => at)).size).toBe(60)
  })

  it('is reported by the expected share of those who saw bad guidance, after a lag', () => {
    const { board, timeline, views, reports, complaints } = setting(10_000)
    publish(board, BAD)
    timeline.runUntil(Infinity)
    expect(Math.abs(reports.length - 2000)).toBeLessThan(5 * Math.sqrt(1600))
    expect(complaints).toEqual(reports.map(([reader]) => reader))
    const seenAt = new Map(views)
    const lags = reports.map(([reader, at]) => at - (seenAt.get(reader) as number))
    expect(Math.min(...lags)).toBeGreaterThan(0)
    const median = lags.toSorted((a, b) => a - b)[lags.length >> 1] as number
    expect(Math.abs(median / PEOPLE.reportLagUs - 1)).toBeLessThan(0.1)
  })

  it('is still reported by those who saw it before the recall', () => {
    const { board, timeline, views, reports } = setting(200, { reportProbability: 1 })
    publish(board, BAD)
    timeline.at(HOUR, () => board.recall(3), undefined)
    timeline.runUntil(Infinity)
    expect(reports).toHaveLength(views.length)
  })

  it('with good guidance is reported by mistake a Poisson number of times of the right mean', () => {
    const counts = Array.from({ length: 600 }, (_, cell) => {
      const { board, timeline, reports, views } = setting(
        1000,
        { falseReportProbability: 0.004 },
        { cell },
      )
      publish(board, 'good')
      timeline.runUntil(Infinity)
      expect(views).toEqual([])
      return reports.length
    })
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
    expect(Math.abs(mean - 4)).toBeLessThan(4 * Math.sqrt(4 / 600))
    expect(Math.abs(variance - 4)).toBeLessThan(1)
  })

  it('with good guidance is never reported when nobody is mistaken', () => {
    const { board, timeline, reports } = setting(1000)
    publish(board, 'good')
    timeline.runUntil(Infinity)
    expect(reports).toEqual([])
  })
})
