import { describe, expect, it } from 'vitest'
import type { Control } from '../../../../workloads/policy-server.ts'
import { CentralPolicy } from './central-policy.ts'
import { ControlSet } from './control-set.ts'
import { DecisionPoint } from './decision-point.ts'
import { DEFAULT_CONTROLS } from './default-controls.ts'
import type { PolicyStep } from './policy-step.ts'
import { decisionsPerSecond, DEFAULT_POLICY_SERVER } from './server-parameters.ts'

function step(changes: Partial<PolicyStep> = {}): PolicyStep {
  return {
    type: 'tool',
    name: 'post',
    stage: 'pre',
    input: 'all is well',
    context: { agent: 3, role: 'writer', department: 'content-policy', workId: 9 },
    ...changes,
  }
}

function control(changes: Partial<Control> = {}): Control {
  return {
    name: 'no-badgers',
    scope: {},
    selector: { path: 'input' },
    evaluator: { name: 'regex', pattern: 'badger' },
    action: { decision: 'deny', message: 'badgers' },
    ...changes,
  }
}

const decide = (controls: readonly Control[], asked: PolicyStep): string =>
  new ControlSet(controls).decide(asked).decision

describe('controls', () => {
  it('allow what none of them matches, also when there are none', () => {
    expect(decide([], step({ input: 'a badger' }))).toBe('allow')
    expect(decide([control()], step())).toBe('allow')
  })

  it('stop what one of them denies, and say which', () => {
    expect(new ControlSet([control()]).decide(step({ input: 'a badger' }))).toEqual({
      decision: 'deny',
      control: 'no-badgers',
      message: 'badgers',
    })
  })

  it('let one deny win over steer in any order', () => {
    const steer = control({ name: 'steer', action: { decision: 'steer', message: 'ask first' } })
    const asked = step({ input: 'a badger' })
    expect(decide([steer, control()], asked)).toBe('deny')
    expect(decide([control(), steer], asked)).toBe('deny')
    expect(decide([steer], asked)).toBe('steer')
  })

  it('count an observation and let it pass, whatever comes before or after', () => {
    const observe = control({ action: { decision: 'observe' } })
    const set = new ControlSet([observe])
    expect(set.decide(step({ input: 'a badger' })).decision).toBe('allow')
    expect(set.observed).toBe(1)
  })

  it('are about the steps of their scope only', () => {
    const asked = step({ input: 'a badger' })
    expect(decide([control({ scope: { stepTypes: ['llm'] } })], asked)).toBe('allow')
    expect(decide([control({ scope: { stages: ['post'] } })], asked)).toBe('allow')
    expect(decide([control({ scope: { stepNames: ['lookup'] } })], asked)).toBe('allow')
    expect(decide([control({ scope: { stepNames: ['lookup', 'post'] } })], asked)).toBe('deny')
    expect(new ControlSet([control({ scope: { stages: ['post'] } })]).applies(asked)).toBe(false)
    expect(new ControlSet([control()]).applies(asked)).toBe(true)
  })

  it('do nothing while they are disabled', () => {
    expect(decide([control({ enabled: false })], step({ input: 'a badger' }))).toBe('allow')
  })

  it('see what their selector picks, and nothing where the step has no such part', () => {
    const byRole = (path: string): Control =>
      control({
        selector: { path },
        evaluator: { name: 'list', values: ['operator'], matchOn: 'no_match' },
      })
    expect(decide([byRole('context.role')], step())).toBe('deny')
    expect(decide([byRole('context.rank')], step())).toBe('allow')
    expect(decide([byRole('context.constructor.name')], step())).toBe('allow')
    const any = control({
      selector: { path: '*' },
      evaluator: { name: 'regex', pattern: '"post"' },
    })
    expect(decide([any], step())).toBe('deny')
  })

  it('stop a step that they cannot evaluate', () => {
    const broken = Object.defineProperty({ ...step() }, 'input', {
      enumerable: true,
      get: () => {
        throw new Error('no input')
      },
    })
    expect(decide([control()], broken)).toBe('deny')
    expect(decide([control({ action: { decision: 'observe' } })], broken)).toBe('allow')
  })
})

describe('a list', () => {
  const list = (rest: object): Control =>
    control({ evaluator: { name: 'list', values: ['Admin', 'root'], ...rest } })

  it('matches whole texts in any case unless told otherwise', () => {
    expect(decide([list({})], step({ input: 'admin' }))).toBe('deny')
    expect(decide([list({})], step({ input: 'admin user' }))).toBe('allow')
    expect(decide([list({ caseSensitive: true })], step({ input: 'admin' }))).toBe('allow')
  })

  it('finds words and not parts of words', () => {
    const contains = list({ matchMode: 'contains' })
    expect(decide([contains], step({ input: 'the root, please' }))).toBe('deny')
    expect(decide([contains], step({ input: 'roots' }))).toBe('allow')
    const odd = control({
      evaluator: { name: 'list', values: ['a.b/(c)'], matchMode: 'contains' },
    })
    expect(decide([odd], step({ input: 'see a.b/(c) there' }))).toBe('deny')
    expect(decide([odd], step({ input: 'see axb/(c) there' }))).toBe('allow')
  })

  it('can need all of its values, or none', () => {
    const all = list({ logic: 'all', matchMode: 'contains' })
    expect(decide([all], step({ input: 'admin and root' }))).toBe('deny')
    expect(decide([all], step({ input: 'admin' }))).toBe('allow')
    const none = list({ matchOn: 'no_match' })
    expect(decide([none], step({ input: 'admin' }))).toBe('allow')
    expect(decide([none], step({ input: 'guest' }))).toBe('deny')
  })
})

describe('a control that cannot work', () => {
  it('is refused with its name and the reason', () => {
    const expression = control({ evaluator: { name: 'regex', pattern: '(' } })
    expect(() => new ControlSet([expression])).toThrow(
      expect.objectContaining({
        code: 'POLICY_INVALID',
        where: 'control no-badgers, evaluator.pattern',
      }),
    )
    const empty = control({ evaluator: { name: 'list', values: [] } })
    expect(() => new ControlSet([empty])).toThrow(
      expect.objectContaining({ where: 'control no-badgers, evaluator.values' }),
    )
  })
})

describe('the usual controls', () => {
  it('let the organisation’s tools be used', () => {
    for (const name of ['lookup', 'read_board', 'post', 'ask_peer']) {
      expect(decide(DEFAULT_CONTROLS, step({ name }))).toBe('allow')
    }
    expect(decide(DEFAULT_CONTROLS, step({ name: 'transfer_funds' }))).toBe('deny')
  })

  it('stop commands that destroy, personal numbers and credentials', () => {
    for (const input of ['sudo rm -rf / now', 'mkfs.ext4 /dev/sda', 'SHUTDOWN -h now']) {
      expect(decide(DEFAULT_CONTROLS, step({ name: 'lookup', input }))).toBe('deny')
    }
    for (const input of ['it is 123-45-6789.', '-----BEGIN RSA PRIVATE KEY-----']) {
      expect(decide(DEFAULT_CONTROLS, step({ input }))).toBe('deny')
      expect(decide(DEFAULT_CONTROLS, step({ name: 'ask_peer', input }))).toBe('deny')
    }
    expect(decide(DEFAULT_CONTROLS, step({ input: 'case 2123-45-67890' }))).toBe('allow')
  })

  it('do not know wrong guidance when they see it', () => {
    expect(decide(DEFAULT_CONTROLS, step({ input: 'everybody may read everything' }))).toBe('allow')
  })
})

describe('the door through which controls are changed', () => {
  const asked = step({ input: 'a badger' })

  it('stands open as the server ships: whoever reaches it switches a control off', () => {
    const point = new DecisionPoint({ controls: [control()] })
    expect(point.decide(asked).decision).toBe('deny')
    expect(point.replace(control({ enabled: false }))).toBe(true)
    expect(point.decide(asked).decision).toBe('allow')
  })

  it('needs a key where keys are asked for', () => {
    const point = new DecisionPoint({ controls: [control()], apiKeys: ['right'] })
    expect(point.replace(control({ enabled: false }))).toBe(false)
    expect(point.replace(control({ enabled: false }), 'wrong')).toBe(false)
    expect(point.decide(asked).decision).toBe('deny')
    expect(point.replace(control({ enabled: false }), 'right')).toBe(true)
    expect(point.decide(asked).decision).toBe('allow')
  })

  it('takes nobody’s key where the list of keys is empty', () => {
    const point = new DecisionPoint({ controls: [control()], apiKeys: [] })
    expect(point.replace(control({ enabled: false }), '')).toBe(false)
  })

  it('changes nothing for a control that cannot work', () => {
    const point = new DecisionPoint({ controls: [control()] })
    const broken = control({ evaluator: { name: 'regex', pattern: '(' } })
    expect(() => point.replace(broken)).toThrow('no valid expression')
    expect(point.decide(asked).decision).toBe('deny')
  })
})

describe('level P3', () => {
  it('lets messages through to where they can wait', () => {
    const stage = new CentralPolicy()
    expect(stage.level).toBe('P3')
    expect(stage.passes()).toBe(true)
  })

  it('has the capacity that its project has published, 437 decisions a second', () => {
    expect(decisionsPerSecond(DEFAULT_POLICY_SERVER)).toBeCloseTo(433, 0)
  })
})
