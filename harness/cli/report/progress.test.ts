import { describe, expect, it } from 'vitest'
import { exampleRun } from '../../../results/testing/example-run.ts'
import type { CompletedTrial, FailedTrial, TrialRecord } from '../../../results/record.ts'
import { Progress } from './progress.ts'

const good = exampleRun().trials.find(
  (trial): trial is CompletedTrial => trial.kind === 'completed' && trial.validity.valid,
) as CompletedTrial
const { entrant, agents, trial, controls, seed, ...key } = good
const planned = { ...key, entrant, agents, trial, controls: controls as never, seed }
const name = `${entrant} at ${agents.toLocaleString('en-US')} agents, trial ${trial + 1}`
const failed: FailedTrial = {
  ...planned,
  schema: good.schema,
  kind: 'failed',
  code: 'TRIAL_FAILED',
  reason: 'it broke\nhere',
}

/** What is written while a trial that takes 90 s ends as `record`, of three that are planned. */
function written(stream: { isTTY?: boolean; columns?: number }, record: TrialRecord): string[] {
  const writes: string[] = []
  let nowMs = 0
  const target = { ...stream, write: (text: string) => writes.push(text) }
  const progress = new Progress(
    [planned, planned, planned],
    target as unknown as NodeJS.WriteStream,
    () => nowMs,
  )
  progress.started(planned)
  nowMs += 90_000
  progress.ended(record)
  progress.clear()
  return writes
}

describe('progress on a pipe', () => {
  it('is one line a trial, with the time left', () => {
    expect(written({}, good)).toEqual([`[1/3] ${name}: done, 90.0 s; 3 min left\n`])
  })

  it('says in one line why a trial failed', () => {
    const [line] = written({}, failed)
    expect(line).toBe(`[1/3] ${name}: failed (TRIAL_FAILED: it broke), 90.0 s; 3 min left\n`)
  })

  it('says which condition of validity does not hold', () => {
    const conditions = [{ name: 'a check', holds: false, detail: '1 of 2 wrong' }]
    const [line] = written({}, { ...good, validity: { valid: false, conditions } })
    expect(line).toContain(': not valid (a check: 1 of 2 wrong), ')
  })
})

describe('progress on a terminal', () => {
  it('redraws one line and leaves nothing of it', () => {
    expect(written({ isTTY: true, columns: 200 }, good)).toEqual([
      `\r\x1b[2K[0/3] ${name} …`,
      `\r\x1b[2K[1/3] ${name}, 90.0 s; 3 min left`,
      '\r\x1b[2K',
    ])
  })

  it('never fills the last column, which would wrap', () => {
    for (const text of written({ isTTY: true, columns: 20 }, good)) {
      expect(text.replace('\r\x1b[2K', '').length).toBeLessThan(20)
    }
  })

  it('leaves the line of a trial that failed', () => {
    const lines = written({ isTTY: true, columns: 200 }, failed)
    expect(lines.filter((text) => text.endsWith('\n'))).toHaveLength(1)
    expect(lines.join('')).toContain('TRIAL_FAILED: it broke')
  })
})
