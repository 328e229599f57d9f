import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRun } from '../../results/read-run.ts'
import { makeTestFolder, type TestFolder } from './testing/folder.ts'
import { muster, type StartedProcess, startMuster } from './testing/muster.ts'
import { tinyWorkload } from './testing/tiny-workload.ts'

let folder: TestFolder
beforeEach(() => {
  folder = makeTestFolder()
})
afterEach(() => folder.remove())

/** A run of many trials of which two have ended. */
async function startLongRun(): Promise<StartedProcess> {
  folder.write('w.yaml', tinyWorkload({ architectures: ['mesh', 'crewai'], trials: 500 }))
  const args = ['run', 'w.yaml', '--out', 'r', '--threads', '1']
  const started = startMuster(args, { cwd: folder.path })
  await started.says('[2/1000]')
  return started
}

describe('Ctrl-C', () => {
  it('keeps finished trials, marks the run partial and publishes it', async () => {
    const { child, ended } = await startLongRun()
    child.kill('SIGINT')
    const { code, stdout, stderr } = await ended
    expect(code).toBe(130)
    expect(stderr).toContain('interrupted: keeping finished trials')
    const { manifest, trials, warnings } = await readRun(join(folder.path, 'r'))
    expect(manifest.state).toBe('partial')
    expect(manifest.endedAt).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(trials.length).toBeGreaterThanOrEqual(2)
    expect(trials.every((trial) => trial.kind === 'completed')).toBe(true)
    expect(warnings).toEqual([`${1000 - trials.length} of 1000 planned trials are missing`])
    expect(stdout).toContain(`Interrupted: ${trials.length} of 1000 trials are kept.`)
    expect(stdout).toMatch(/\nDashboard: r\/index\.html\n$/)
    expect(readFileSync(join(folder.path, 'r/index.html'), 'utf8')).toMatch(/partial/i)
  })
})

describe('a process that is killed', () => {
  it('leaves every trial that it had finished', async () => {
    const { child, ended } = await startLongRun()
    child.kill('SIGKILL')
    expect((await ended).code).toBeNull()
    const { manifest, trials, warnings } = await readRun(join(folder.path, 'r'))
    expect(manifest.state).toBe('running')
    expect(trials.length).toBeGreaterThanOrEqual(2)
    expect(warnings).toContain('the run has not ended, or was killed before it could say so')
  })
})

describe('a trial that takes too long', () => {
  it('fails alone, with its reason, and the run goes on', async () => {
    // Five hundred tasks at the smaller size; half a million at the larger, which no machine does in the time.
    const text = tinyWorkload({
      architectures: ['mesh'],
      profiles: ['bare'],
      agents: '[60, 60000]',
      perTeamPerHour: 300,
      trialTimeout: '5s',
    })
    folder.write('w.yaml', text)
    // With this seed the larger size comes first.
    const args = ['run', 'w.yaml', '--out', 'r', '--seed', '2']
    const { code, stdout, stderr } = await muster(args, { cwd: folder.path })
    expect(code).toBe(4)
    expect(stderr).toMatch(/^\[1\/2\] .* at 60,000 agents, .* failed \(TRIAL_TIMED_OUT: /m)
    expect(stderr).toMatch(/^\[2\/2\] .* at 60 agents, trial 1: done/m)
    expect(stdout).toContain('1 of 2 trials failed or are not valid')
    const { manifest, trials } = await readRun(join(folder.path, 'r'))
    expect(manifest.state).toBe('completed')
    expect(trials.map((trial) => trial.kind)).toEqual(['failed', 'completed'])
    const reason = 'the trial took longer than 5 s; raise measure.trialTimeout'
    expect(trials[0]).toMatchObject({ code: 'TRIAL_TIMED_OUT' })
    expect(trials[0]).toHaveProperty('reason', expect.stringContaining(reason))
    expect(readFileSync(join(folder.path, 'r/index.html'), 'utf8')).toContain(reason)
  })
})
