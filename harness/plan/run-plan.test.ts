import { describe, expect, it } from 'vitest'
import { TRIAL_SCHEMA, type TrialHeader } from '../../results/record.ts'
import { parseTrial } from '../../results/record-shape.ts'
import { MusterError } from '../kernel/errors.ts'
import { levelsOf } from '../controls/profile.ts'
import { failedTrial } from './run-plan.ts'

const header: TrialHeader = {
  schema: TRIAL_SCHEMA,
  entrant: 'mesh@bare',
  architecture: 'mesh',
  topology: 'direct',
  profile: 'bare',
  purpose: 'main',
  agents: 78,
  trial: 0,
  workloadDigest: 'a'.repeat(64),
  controls: levelsOf('bare', 'mesh'),
  seed: 1,
  threads: 1,
  position: 0,
  startedAt: '2026-03-18T09:30:15.000Z',
}

describe('a failed trial', () => {
  it('keeps code, reason and hint of its error', () => {
    const error = new MusterError('TRIAL_TIMED_OUT', 'it took longer', { hint: 'give it more' })
    const record = failedTrial(header, error)
    expect(record).toEqual({
      ...header,
      kind: 'failed',
      code: 'TRIAL_TIMED_OUT',
      reason: 'it took longer; give it more',
    })
    expect(parseTrial(JSON.parse(JSON.stringify(record)))).toEqual(record)
  })

  it.each([
    ['a fault of the harness', new TypeError('x is undefined'), 'x is undefined'],
    ['a fault of the system', Object.assign(new Error('full'), { code: 'ENOSPC' }), 'full'],
    ['something that is no error', 'thrown text', 'thrown text'],
  ])('is INTERNAL for %s', (_what, error, reason) => {
    expect(failedTrial(header, error)).toMatchObject({ code: 'INTERNAL', reason })
  })
})
