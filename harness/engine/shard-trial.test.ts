import { describe, expect, it } from 'vitest'
import type { Work } from '../../adapters/contract.ts'
import { mesh } from '../../adapters/mesh/index.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { AUTH_LEVELS, type AuthLevel, GOVERNED } from '../controls/levels.ts'
import { HOUR, MINUTE, SECOND } from '../kernel/units.ts'
import { benignWorkload, briefWorkload, ENTRANTS, runHere, sharedTrial } from './testing/trial.ts'
import { minimal, withMethods, withReplies, wrapped } from './testing/wrap.ts'

const condition = (trial: CompletedTrial, words: string): boolean | undefined =>
  trial.validity.conditions.find(({ name }) => name.includes(words))?.holds

/** What authentication alone counts. */
const AUTH_COUNTERS = [
  'handshakes',
  'handshakeRoundTrips',
  'enrolments',
  'sessionHits',
  'sessionMisses',
  'sessionWaits',
  'sessionWaitUs',
  'sessionBytes',
  'proofBytes',
] as const

describe('a benign trial', () => {
  it('offers the same tasks to every architecture', async () => {
    const counts: number[] = []
    for (const architecture of ['mesh', 'crewai', 'autogen']) {
      const topology = ENTRANTS.find(([name]) => name === architecture)?.[1] as string
      counts.push((await runHere({ architecture, topology })).tasks.offered)
    }
    expect(new Set(counts).size).toBe(1)
  })

  it('has another digest for another seed, size, architecture or control level', async () => {
    const trials = [
      await sharedTrial(),
      await runHere({ seed: 8 }),
      await runHere({ agents: 30 }),
      await runHere({ architecture: 'crewai', topology: 'sequential' }),
    ]
    expect(new Set(trials.map(({ digest }) => digest)).size).toBe(4)
  })

  it('keeps benign behaviour the same whatever controls are on', async () => {
    const bare = await sharedTrial()
    // Authentication apart, whose handshakes take their time.
    const governed = await sharedTrial({ levels: { ...GOVERNED, auth: 'A0' } })
    expect(governed.digest).toBe(bare.digest)
    expect(governed.latency).toEqual(bare.latency)
    expect(governed.tasks).toEqual(bare.tasks)
    expect(governed.intrinsic.decisions).toBeGreaterThan(0)
    expect(governed.intrinsic.denials).toBe(0)
  })

  it.each(AUTH_LEVELS.filter((auth) => auth !== 'A0'))(
    'does the same work at auth %s, and refuses nothing',
    async (auth) => {
      const reference = await sharedTrial({ levels: { ...GOVERNED, auth: 'A0' } })
      const trial = await sharedTrial({ levels: { ...GOVERNED, auth } })
      expect(trial.tasks).toEqual(reference.tasks)
      const own = Object.fromEntries(AUTH_COUNTERS.map((name) => [name, trial.intrinsic[name]]))
      expect(trial.intrinsic).toEqual({ ...reference.intrinsic, ...own })
      expect(trial.proofDigest).not.toBe(reference.proofDigest)
    },
  )

  it('takes no longer with a shared token, and longer where agents have to enrol', async () => {
    const mean = async (auth: AuthLevel): Promise<number> =>
      (await sharedTrial({ levels: { ...GOVERNED, auth } })).latency.meanMs as number
    const none = await mean('A0')
    expect(await mean('A1')).toBe(none)
    const [signed, sessions] = [await mean('A3'), await mean('A2')]
    expect(signed).toBeGreaterThan(none)
    // The handshakes come on top of the enrolments.
    expect(sessions).toBeGreaterThan(signed)
    // The same handshakes: within an hour no session of A4 ends.
    expect(await mean('A4')).toBe(sessions)
  })

  it.each(ENTRANTS)('at A2 %s:%s adds no more latency than its messages waited', async (...of) => {
    const [architecture, topology] = of
    const spec = { architecture, topology, levels: GOVERNED, workload: briefWorkload() }
    const trial = await runHere(spec)
    const reference = await runHere({ ...spec, levels: { ...GOVERNED, auth: 'A0' } })
    const { handshakes, handshakeRoundTrips, sessionWaits, sessionWaitUs } = trial.intrinsic
    expect(handshakeRoundTrips).toBe(handshakes)
    expect(sessionWaits).toBeGreaterThan(0)
    const added = (trial.latency.meanMs as number) - (reference.latency.meanMs as number)
    expect(added).toBeGreaterThan(0)
    expect(added * trial.latency.count).toBeLessThanOrEqual(sessionWaitUs / 1000)
  })

  it('repeats the window until it has used its CPU time, with the same digest each time', async () => {
    const trial = await runHere({ minCpuS: 0.3 })
    expect(trial.cost.passes).toBeGreaterThan(1)
    expect(condition(trial, 'same digest')).toBe(true)
    expect(trial.digest).toBe((await sharedTrial()).digest)
  })

  it('repeats the window, or does not, as it is told, unless that would be too short', async () => {
    const once = await runHere({ minCpuS: 1e-6, repeats: false })
    expect(once.cost).toMatchObject({ passes: 1 })
    expect(once.cost.repeated).toBeUndefined()
    const short = await runHere({ minCpuS: 0.3, repeats: false })
    expect(short.cost.passes).toBeGreaterThan(1)
    expect(short.cost.repeated).toBe(true)
    const again = await runHere({ minCpuS: 0, repeats: true })
    expect(again.cost).toMatchObject({ passes: 1, repeated: true })
  })

  it('is the same after a warm-up', async () => {
    expect((await runHere({ warmUp: true })).digest).toBe((await sharedTrial()).digest)
  })

  it('reaches the apex: departments, divisions and the apex synthesise', async () => {
    const { synthesis, organisation } = await runHere({ agents: 48 })
    expect(organisation).toEqual({ teams: 8, departments: 4, divisions: 2 })
    expect(synthesis.departments).toBeGreaterThan(synthesis.divisions)
    expect(synthesis.divisions).toBeGreaterThan(0)
    expect(synthesis.briefs).toBeGreaterThan(0)
    expect(synthesis.briefStalenessP50Ms).toBeGreaterThan(synthesis.stalenessP50Ms ?? 0)
  })
})

describe('a sabotaged adapter is caught', () => {
  it('when it changes an artefact between two agents', async () => {
    const trial = await runHere(
      {},
      wrapped(mesh, {
        cell: (cell) =>
          withReplies(cell, (reply) => ({
            ...reply,
            text: reply.text.replace(/(<#\d+\.0:)[0-9a-f]{8}>/, '$1deadbeef>'),
          })),
      }),
    )
    expect(trial.tasks.completed).toBe(trial.tasks.offered)
    expect(trial.tasks).toMatchObject({ right: 0, wrong: trial.tasks.offered })
    expect(trial.validity.valid).toBe(false)
    expect(condition(trial, 'every completed task right')).toBe(false)
  })

  it('when it drops an artefact between two agents: no task can be done', async () => {
    const trial = await runHere(
      {},
      wrapped(mesh, {
        cell: (cell) =>
          withReplies(cell, (reply) => ({
            ...reply,
            text: reply.text.replace(/<#\d+\.0:[0-9a-f]{8}>/, ''),
          })),
      }),
    )
    expect(trial.tasks).toMatchObject({ completed: 0, right: 0, failed: trial.tasks.offered })
    expect(trial.latency.censoredShare).toBe(1)
  })

  it('when it makes up a result', async () => {
    const trial = await runHere(
      {},
      wrapped(mesh, {
        deployment: (deployment) =>
          withMethods(deployment, {
            start: (work, done) =>
              deployment.start(work, (outcome) =>
                done(work.kind === 'task' ? { kind: 'done', text: 'all is well' } : outcome),
              ),
          }),
      }),
    )
    expect(trial.tasks).toMatchObject({ right: 0, wrong: trial.tasks.offered })
    expect(trial.validity.valid).toBe(false)
  })

  it('when it answers with the result of another task', async () => {
    let last = 'nothing yet'
    const trial = await runHere(
      {},
      wrapped(mesh, {
        deployment: (deployment) =>
          withMethods(deployment, {
            start: (work, done) =>
              deployment.start(work, (outcome) => {
                if (work.kind !== 'task' || outcome.kind !== 'done') return done(outcome)
                const text = last
                last = outcome.text
                done({ kind: 'done', text })
              }),
          }),
      }),
    )
    expect(trial.tasks.wrong).toBe(trial.tasks.offered)
  })

  it('when a synthesis leaves a report out', async () => {
    const trial = await runHere(
      {},
      wrapped(mesh, {
        deployment: (deployment) =>
          withMethods(deployment, {
            start: (work, done) => {
              const fewer: Work =
                work.kind === 'synthesis' ? { ...work, inputs: work.inputs.slice(1) } : work
              deployment.start(fewer, done)
            },
          }),
      }),
    )
    expect(trial.tasks.right).toBe(trial.tasks.offered)
    expect(trial.tasks.synthesesWrong).toBeGreaterThan(0)
    expect(trial.validity.valid).toBe(false)
    expect(condition(trial, 'every synthesis right')).toBe(false)
  })

  it('when its state leaks from one pass into the next', async () => {
    let opened = 0
    const trial = await runHere(
      { minCpuS: 0.3 },
      wrapped(mesh, {
        deployment: (deployment, cell) => {
          const nth = opened++
          return withMethods(deployment, {
            start: (work, done) =>
              cell.clock.after(nth, () => deployment.start(work, done), undefined),
          })
        },
      }),
    )
    expect(trial.cost.passes).toBeGreaterThan(1)
    expect(condition(trial, 'same digest')).toBe(false)
    expect(trial.validity.valid).toBe(false)
  })
})

describe('an adapter that fails', () => {
  const fault = new Error('boom')

  it('ends the trial when it throws from an event', async () => {
    const throwing = minimal(() => ({
      start: () => {
        throw fault
      },
    }))
    await expect(runHere({}, throwing)).rejects.toBe(fault)
  })

  it('ends the trial when it calls `fail`', async () => {
    const failing = minimal((cell) => ({ start: () => cell.fail(fault) }))
    await expect(runHere({}, failing)).rejects.toBe(fault)
  })

  it('ends the trial when its promise code rejects', async () => {
    const rejecting = minimal((cell) => ({
      start: () =>
        cell.promises.spawn(async () => {
          await cell.promises.sleep(5)
          throw fault
        }, cell.fail),
    }))
    await expect(runHere({}, rejecting)).rejects.toBe(fault)
  })

  it('ends the trial when it schedules into the past', async () => {
    const early = minimal((cell) => ({ start: () => cell.clock.at(-1, () => {}, undefined) }))
    await expect(runHere({}, early)).rejects.toMatchObject({ code: 'KERNEL_MISUSE' })
  })
})

/** Takes a fixed virtual time for each task and says how many it had under way at most. */
function slow(takesUs: number) {
  const seen = { most: 0, running: 0, starts: [] as number[] }
  const architecture = minimal((cell) => ({
    start: (work, done) => {
      seen.most = Math.max(seen.most, ++seen.running)
      seen.starts.push(cell.clock.now)
      cell.clock.after(
        takesUs,
        () => {
          seen.running--
          done({ kind: 'failed', reason: `${work.id} is not for this test` })
        },
        undefined,
      )
    },
  }))
  return { seen, architecture }
}

/** One team in one department; reports do not matter. */
function oneTeam(changes: Partial<Workload>): { readonly workload: Workload; readonly agents: 6 } {
  return { workload: benignWorkload(changes), agents: 6 }
}

describe('limits', () => {
  const base = benignWorkload()

  it('fail a task at its deadline in virtual time and count it as censored latency', async () => {
    const silent = minimal(() => ({ start: () => {} }))
    const trial = await runHere(oneTeam({}), silent)
    const { offered } = trial.tasks
    expect(offered).toBeGreaterThan(2)
    expect(trial.tasks).toMatchObject({ completed: 0, failed: offered, censored: 0 })
    expect(trial.latency).toMatchObject({ count: 0, censoredShare: 1, p50Ms: null })
  })

  it('ignore an answer that comes after the deadline', async () => {
    const { architecture } = slow(base.limits.taskDeadlineUs + SECOND)
    const { tasks } = await runHere(oneTeam({}), architecture)
    expect(tasks.failed).toBe(tasks.offered)
    expect(tasks.censored).toBe(0)
  })

  it('let only so many tasks be under way in a department', async () => {
    const flood = {
      arrivals: { ...base.arrivals, perTeamPerHour: 600 },
      limits: { tasksInFlightPerDepartment: 3, taskDeadlineUs: HOUR },
    }
    const { seen, architecture } = slow(20 * SECOND)
    const { tasks } = await runHere(oneTeam(flood), architecture)
    expect(seen.most).toBe(3)
    expect(tasks.offered).toBeGreaterThan(500)
    expect(tasks.failed).toBe(tasks.offered)
    // Three at a time, twenty seconds each, until the last deadline.
    expect(seen.starts.length).toBeGreaterThan(500)
    expect(seen.starts.length).toBeLessThanOrEqual((3 * 2 * HOUR) / (20 * SECOND))
  })

  it('give the place of an expired task to the next in line, so that nobody clogs a department', async () => {
    const jam = {
      arrivals: { ...base.arrivals, perTeamPerHour: 60 },
      limits: { tasksInFlightPerDepartment: 1, taskDeadlineUs: 10 * MINUTE },
    }
    const { seen, architecture } = slow(HOUR)
    const { tasks } = await runHere(oneTeam(jam), architecture)
    expect(tasks).toMatchObject({ failed: tasks.offered, censored: 0 })
    // First come, first served, and one deadline for all: each gets its turn before its own deadline.
    expect(seen.starts).toHaveLength(tasks.offered)
  })

  it('count latency from the intended start, waiting for a place included', async () => {
    const one = { limits: { ...base.limits, tasksInFlightPerDepartment: 1 } }
    const many = { limits: { ...base.limits, tasksInFlightPerDepartment: 100 } }
    const dense = { arrivals: { ...base.arrivals, perTeamPerHour: 120 } }
    const narrow = await runHere(oneTeam({ ...dense, ...one }))
    const wide = await runHere(oneTeam({ ...dense, ...many }))
    expect(narrow.tasks.offered).toBe(wide.tasks.offered)
    expect(narrow.latency.p50Ms).toBeGreaterThan(wide.latency.p50Ms as number)
  })

  it('with closed arrivals give each team its next task when one ends', async () => {
    const closed = {
      arrivals: { ...base.arrivals, process: 'closed' as const, windowUs: 10 * MINUTE },
    }
    const { seen, architecture } = slow(MINUTE)
    const { tasks } = await runHere({ workload: benignWorkload(closed), agents: 12 }, architecture)
    // Two teams; a minute and a microsecond each, ten in the window of ten minutes.
    expect(seen.most).toBe(2)
    expect(tasks.offered).toBe(20)
    expect(new Set(seen.starts).size).toBe(10)
  })

  it('drive a small organisation harder, so that about `minTasks` arrive', async () => {
    const arrivals = { ...base.arrivals, perTeamPerHour: 0.1, minTasks: 400 }
    const { tasks } = await runHere({ workload: benignWorkload({ arrivals }), agents: 24 })
    expect(Math.abs(tasks.offered - 400)).toBeLessThan(4 * Math.sqrt(400))
  })
})
