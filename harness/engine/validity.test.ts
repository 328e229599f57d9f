import { describe, expect, it } from 'vitest'
import { TaskFlow } from './task-flow.ts'
import { flowConditions, type TrialFlow } from './validity.ts'

const SOUND: TrialFlow = {
  tasks: {
    offered: 3,
    completed: 2,
    failed: 1,
    censored: 0,
    right: 2,
    wrong: 0,
    synthesesRight: 1,
    synthesesWrong: 0,
  },
  overdue: 1,
  inSystemUs: 60,
  completedUs: 40,
  failedUs: 20,
  benignEndUs: 100,
  arrivalLateUs: 0,
  passes: 1,
  repeatable: true,
}

const broken = (change: Partial<TrialFlow>): string[] =>
  flowConditions({ ...SOUND, ...change })
    .filter((condition) => !condition.holds)
    .map((condition) => condition.name)

describe('the flow of tasks', () => {
  it('is the time integral of those in the system', () => {
    const flow = new TaskFlow()
    flow.enter(10)
    flow.enter(20)
    flow.leave(50)
    flow.leave(60)
    expect(flow.inSystemUs(100)).toBe(40 + 40)
  })

  it('counts a task that never ends up to the end', () => {
    const flow = new TaskFlow()
    flow.enter(10)
    expect(flow.inSystemUs(100)).toBe(90)
  })
})

describe('the conditions of a trial', () => {
  it('hold for a sound one, and each says what to do', () => {
    expect(broken({})).toEqual([])
    for (const { detail, next } of flowConditions(SOUND)) {
      expect(detail).not.toBe('')
      expect(next).not.toBe('')
    }
  })

  it.each<[string, Partial<TrialFlow>]>([
    [
      'tasks were offered',
      {
        tasks: { ...SOUND.tasks, offered: 0, completed: 0, failed: 0 },
        inSystemUs: 0,
        completedUs: 0,
        failedUs: 0,
        overdue: 0,
      },
    ],
    ['every offered task is accounted for', { tasks: { ...SOUND.tasks, offered: 4, censored: 1 } }],
    ['every arrival began at its intended time', { arrivalLateUs: 1 }],
    ['Little’s law holds', { inSystemUs: 61 }],
    ['Little’s law holds', { completedUs: 39 }],
    ['Little’s law holds', { failedUs: 0 }],
    ['repeated passes end with the same digest', { repeatable: false }],
  ])('include "%s", which can fail', (name, change) => {
    expect(broken(change)).toEqual([name])
  })
})
