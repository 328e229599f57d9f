import { expect, test } from 'vitest'
import { MS } from '../../kernel/units.ts'
import { draft, guardAt, pass, type TestGuard } from '../guard-fixture.ts'
import type { Alert } from './alert.ts'
import type { GuardOptions } from '../guard-options.ts'
import type { ControlLevels } from '../levels.ts'
import { ContentJudge, PUBLISHED_JUDGE } from './content-judge.ts'

const isBad = (text: string): boolean => text.includes('BAD')

function judged(
  levels: Partial<ControlLevels>,
  options: Partial<GuardOptions> = {},
): { guard: TestGuard; alerts: Alert[] } {
  const guard = guardAt(
    { audit: 'L2', detection: 'D3', ...levels },
    {
      judge: { isBad, parameters: { ...PUBLISHED_JUDGE, missShare: 0, falseShare: 0 } },
      ...options,
    },
  )
  const alerts: Alert[] = []
  guard.onAlert((alert) => alerts.push(alert))
  return { guard, alerts }
}

const post = (text: string) => draft({ from: 5, to: 5, action: 'post', resource: 'board', text })

test('one bad post of an agent that posts as ever is missed by D2 and found by D3', () => {
  const blind = judged({ detection: 'D2' })
  pass(blind.guard, post('BAD'))
  expect(blind.alerts).toEqual([])
  const { guard, alerts } = judged({})
  pass(guard, post('good'))
  expect(alerts).toEqual([])
  pass(guard, post('BAD'))
  expect(alerts).toMatchObject([{ subject: 5, count: 1, cause: 'content' }])
})

test('the alert comes after the modelled time', () => {
  const { guard, alerts } = judged({})
  pass(guard, post('BAD'))
  const { delayUs, at } = alerts[0] as Alert
  expect(delayUs).toBeGreaterThanOrEqual(19 * MS)
  expect(delayUs).toBeLessThanOrEqual(92 * MS)
  expect(at).toBe(1_000 + (delayUs ?? 0))
})

test('it is given posts only, and only those that were allowed and recorded', () => {
  const seen: string[] = []
  const options = { judge: { isBad: (text: string) => seen.push(text) > 0 } }
  const { guard } = judged({}, options)
  pass(guard, draft({ text: 'a message' }))
  pass(guard, post('a post'))
  expect(seen).toEqual(['a post'])
  pass(judged({ policy: 'P1' }, { ...options, roleTable: [] }).guard, post('refused'))
  pass(judged({ audit: 'L0' }, options).guard, post('not recorded'))
  pass(judged({ audit: 'L1' }, { ...options, auditLossShare: 1 }).guard, post('lost'))
  expect(seen).toEqual(['a post'])
})

test('it objects to no post that was refused, even if it is shown the text', () => {
  const parameters = { ...PUBLISHED_JUDGE, missShare: 0 }
  const judge = new ContentJudge({ seed: 1, parameters, isBad })
  const alerts: Alert[] = []
  judge.onAlert((alert) => alerts.push(alert))
  judge.observe('0,0,9,5,5,post,board,7,-1,ab,policy', 'BAD')
  expect(alerts).toEqual([])
  judge.observe('0,1,9,5,5,post,board,7,-1,ab,allow', 'BAD')
  expect(alerts).toHaveLength(1)
})

/** Share of posts, each of another agent, that the published judge objects to. */
function objected(text: string, count: number, seed = 1): number {
  const judge = new ContentJudge({ seed, parameters: PUBLISHED_JUDGE, isBad })
  let alerts = 0
  judge.onAlert(() => alerts++)
  for (let from = 0; from < count; from++) {
    judge.observe(`0,${from},9,${from},${from},post,board,${from},-1,ab,allow`, text)
  }
  return alerts / count
}

test('it errs as often as was published', () => {
  expect(objected('BAD', 20_000)).toBeCloseTo(0.83, 2)
  expect(Math.abs(objected('good', 100_000) - 0.004)).toBeLessThan(0.0005)
})

test('its errors follow the message and the seed', () => {
  expect(objected('BAD', 500)).toBe(objected('BAD', 500))
  expect(objected('BAD', 500, 1)).not.toBe(objected('BAD', 500, 2))
})

test('D3 without a judgement is a fault', () => {
  expect(() => guardAt({ detection: 'D3' })).toThrow('judgement')
})
