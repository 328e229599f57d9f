import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../harness/kernel/units.ts'
import { expectedTasks, meanModelCalls, modelCallsOf } from './expected-work.ts'
import { libraryFile, libraryNames } from './library.ts'
import { loadWorkload, parseWorkload } from './load.ts'
import { canonicalJson, workloadDigest } from './workload-digest.ts'
import type { Workload } from './workload.ts'

describe('the library', () => {
  it('has three workloads', () => {
    expect(libraryNames()).toEqual(['organisation', 'smoke', 'working-day'])
  })

  it.each(libraryNames())('%s loads without a warning and names its schema', (name) => {
    const loaded = loadWorkload(name)
    expect(loaded.warnings).toEqual([])
    expect(loaded.workload.name).toBe(name)
    const [first] = readFileSync(libraryFile(name) ?? '', 'utf8').split('\n')
    expect(first).toBe('# yaml-language-server: $schema=../schema.json')
  })

  it('organisation is what the defaults are, at more sizes and with an auth ladder', () => {
    const { workload } = loadWorkload('organisation')
    const { workload: defaults } = parseWorkload('name: organisation', 'w.yaml')
    expect(workload).toEqual({
      ...defaults,
      description: workload.description,
      organisation: { ...defaults.organisation, agents: [78, 780, 7800, 78000] },
      measure: {
        ...defaults.measure,
        auth: { agents: 7800, profile: 'governed', levels: ['A0', 'A2', 'A3', 'A4'] },
      },
    })
    expect(workloadDigest(workload)).toBe(workloadDigest(defaults))
  })

  it('organisation has 234 tasks at 78,000 agents, at least 160 everywhere, and 4.5 calls a task', () => {
    const { workload } = loadWorkload('organisation')
    expect(workload.tasks.map(modelCallsOf)).toEqual([3, 6, 6])
    expect(meanModelCalls(workload)).toBeCloseTo(4.5, 12)
    const tasks = workload.organisation.agents.map((agents) => expectedTasks(workload, agents))
    expect(tasks.map((count) => Math.round(count ?? 0))).toEqual([160, 160, 160, 234])
  })

  it('organisation exposes about 2,000 people in two hours, as in the article', () => {
    const { people } = loadWorkload('organisation').workload
    const readers = people.readerShare * 78_000
    const exposed = readers * (1 - 2 ** ((-2 * HOUR) / people.attentionHalfLifeUs))
    expect(readers).toBeCloseTo(5_460, 6)
    expect(Math.round(exposed)).toBe(2_020)
  })

  it('working-day makes 962,000 tasks and 4,329,000 model calls in 8 hours', () => {
    const { workload } = loadWorkload('working-day')
    expect(workload.organisation.agents).toEqual([78_000])
    expect(workload.arrivals.windowUs).toBe(8 * HOUR)
    expect(workload.network.crossDepartment).toEqual({ medianMs: 120, sigma: 0.4, minMs: 100 })
    expect(workload).not.toHaveProperty('incident')
    expect(workload.measure).toMatchObject({
      trials: 1,
      architectures: ['mesh'],
      profiles: ['bare', 'as-shipped'],
    })
    const tasks = expectedTasks(workload, 78_000) ?? 0
    expect(tasks).toBeCloseTo(962_000, 3)
    expect(tasks * meanModelCalls(workload)).toBeCloseTo(4_329_000, 3)
  })

  it('smoke runs every architecture at 78 agents only', () => {
    const { workload } = loadWorkload('smoke')
    expect(workload.organisation.agents).toEqual([78])
    expect(workload.measure.architectures).toEqual(['langchain', 'crewai', 'autogen', 'mesh'])
    expect(workload.measure.auth?.agents).toBe(78)
  })
})

describe('the digest of a workload', () => {
  const { workload, digest } = loadWorkload('organisation')
  const changed = (change: Partial<Workload>) => workloadDigest({ ...workload, ...change })

  it('is 64 hex digits', () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('ignores name, description, what is measured, and sizes', () => {
    expect(changed({ name: 'other', description: 'other' })).toBe(digest)
    expect(changed({ measure: { ...workload.measure, trials: 99 } })).toBe(digest)
    expect(changed({ organisation: { ...workload.organisation, agents: [6] } })).toBe(digest)
  })

  it('ignores how a value is written', () => {
    const a = parseWorkload('arrivals: { window: 90m }\nlimits: { taskDeadline: 1h }', 'a.yaml')
    const b = parseWorkload('# hello\nlimits:\n  taskDeadline: 60m\narrivals:\n  window: 1.5h', 'b')
    expect(a.digest).toBe(b.digest)
  })

  it('changes with every section that changes behaviour', () => {
    const { incident: _incident, ...benign } = workload
    const digests = [
      digest,
      workloadDigest(benign),
      changed({ organisation: { ...workload.organisation, peerTeams: 5 } }),
      changed({ tasks: workload.tasks.slice(1) }),
      changed({ arrivals: { ...workload.arrivals, minTasks: 201 } }),
      changed({ limits: { ...workload.limits, taskDeadlineUs: 1 } }),
      changed({ reports: { ...workload.reports, fanIn: 51 } }),
      changed({ model: { ...workload.model, led: 0.84 } }),
      changed({ network: { ...workload.network, local: workload.network.crossDepartment } }),
      changed({ people: { ...workload.people, reviewers: 3 } }),
      changed({ detection: { ...workload.detection, reports: 7 } }),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })

  it('is taken over JSON whose keys are sorted', () => {
    expect(canonicalJson({ b: [1, { d: 'x', c: null }], a: 0.1, e: undefined })).toBe(
      '{"a":0.1,"b":[1,{"c":null,"d":"x"}]}',
    )
  })
})
