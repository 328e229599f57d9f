/** Stage agents: who they are, and their lines in virtual time. */
import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import type { StepSpec } from '../../workloads/workload.ts'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import type { Cell } from '../contract.ts'
import { workflow } from './index.ts'
import { Staff } from './staff.ts'

const base = { needs: [], toolRounds: 0, tool: 'lookup', at: 'team', outputTokens: 40 } as const

/** One process whose single line everybody waits in: an analyst, then a writer. */
const STEPS: readonly StepSpec[] = [
  { ...base, name: 'a', role: 'analyst', toolRounds: 1 },
  { ...base, name: 'b', role: 'writer', needs: ['a'] },
]

interface Call {
  readonly agent: number
  readonly step: number
  readonly from: number
  readonly to: number
}

/** A department whose model calls are written down; delays of messages are as in the workload. */
function recorded(): { test: TestCell; calls: Call[] } {
  const calls: Call[] = []
  const test = createTestCell({
    architecture: {
      ...workflow,
      open: (cell: Cell, topology) =>
        workflow.open(
          {
            ...cell,
            model: {
              call: (request, done) => {
                const from = cell.clock.now
                cell.model.call(request, (reply) => {
                  const { agent, step } = request
                  calls.push({ agent, step, from, to: cell.clock.now })
                  done(reply)
                })
              },
              complete: (request) => cell.model.complete(request),
              present: (work, texts) => cell.model.present(work, texts),
            },
          },
          topology,
        ),
    },
    workload: testWorkload({ tasks: [{ name: 'line', share: 1, steps: STEPS }] }),
  })
  return { test, calls }
}

describe('a stage agent', () => {
  it('does one step at a time, its tool rounds included, for all teams of the department', async () => {
    const { test, calls } = recorded()
    const works = [0, 1, 2, 3, 4].map((nth) => test.work('line', nth, nth % 2))
    const slots = works.map((work) => test.start(work))
    await test.run()
    expect(slots.every((slot, i) => test.judge(works[i] as never, slot.outcome))).toBe(true)
    for (const step of [0, 1]) {
      const own = calls.filter((call) => call.step === step)
      expect(new Set(own.map(({ agent }) => agent)).size).toBe(1)
      expect(own).toHaveLength(step === 0 ? 10 : 5)
      own.slice(1).forEach((call, i) => {
        expect(call.from).toBeGreaterThanOrEqual((own[i] as Call).to)
      })
    }
  })

  it('begins the next step the moment one is done, as long as any waits', async () => {
    const { test, calls } = recorded()
    for (let nth = 0; nth < 4; nth++) test.start(test.work('line', nth))
    await test.run()
    const answers = calls.filter(({ step }) => step === 0)
    const lasts = answers.filter((_, i) => i % 2 === 1)
    const firsts = answers.filter((_, i) => i % 2 === 0)
    expect(firsts.slice(1).map(({ from }) => from)).toEqual(lasts.slice(0, -1).map(({ to }) => to))
  })
})

describe('the staff', () => {
  const seats = (test: TestCell): Staff => new Staff(test.cell.directory, test.cell.guard)

  it('of a process and role is one seat of the role, the same for every team', () => {
    const test = createTestCell()
    const staff = seats(test)
    for (const role of ['lead', 'analyst', 'writer', 'reviewer', 'operator']) {
      const agent = staff.of('analysis', role, 0)
      expect(test.cell.directory.roleOf(agent)).toBe(role)
      for (let seat = 0; seat < 12; seat++) expect(staff.of('analysis', role, seat)).toBe(agent)
      expect(test.cell.directory.cellOf(staff.of('analysis', role, 20))).toBe(1)
    }
  })

  it('differs between processes where there are enough seats', () => {
    const test = createTestCell({ agents: 240, workload: big() })
    const staff = seats(test)
    const names = ['hiring', 'onboarding', 'expenses', 'release', 'analysis', 'guidance']
    expect(new Set(names.map((name) => staff.of(name, 'writer', 0))).size).toBeGreaterThan(3)
  })

  it('replaces an agent in quarantine by the next seat of its role, and then by any colleague', () => {
    const test = createTestCell({ levels: GOVERNED })
    const staff = seats(test)
    const first = staff.of('release', 'writer', 0)
    test.quarantine(first)
    const second = staff.of('release', 'writer', 0)
    expect(test.cell.directory.roleOf(second)).toBe('writer')
    expect(second).not.toBe(first)
    test.quarantine(second)
    const third = staff.of('release', 'writer', 0)
    expect(test.cell.directory.cellOf(third)).toBe(0)
    expect([first, second]).not.toContain(third)
  })
})

function big() {
  const workload = testWorkload()
  return { ...workload, organisation: { ...workload.organisation, teamsPerDepartment: 40 } }
}
