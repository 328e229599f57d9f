/** Faults of the policy server and of those who wait for it. */
import type { Mutant } from './mutant.ts'

const CENTRAL = 'harness/controls/policy/central'
const UNIT = [`${CENTRAL}/central.test.ts`]
const WAITING = ['harness/engine/policy-desk.test.ts']
const DESK = 'harness/engine/policy-desk.ts'

export const POLICY_SERVER_MUTANTS: readonly Mutant[] = [
  {
    id: 'p3-deny-does-not-win',
    what: 'a control that steers keeps later ones from denying',
    file: `${CENTRAL}/control-set.ts`,
    find: "if (verdict.decision === 'steer' && decision !== 'deny') continue",
    replace: "if (verdict.decision === 'steer') continue",
    tests: UNIT,
  },
  {
    id: 'p3-broken-control-passes',
    what: 'a control that cannot be evaluated lets the step pass',
    file: `${CENTRAL}/control-set.ts`,
    find: "return action.decision !== 'observe'",
    replace: 'return false',
    tests: UNIT,
  },
  {
    id: 'p3-scope-ignored',
    what: 'controls are about steps of any stage',
    file: `${CENTRAL}/control-set.ts`,
    find: '(stages.length === 0 || stages.includes(stage))',
    replace: 'stages.length >= 0',
    tests: UNIT,
  },
  {
    id: 'p3-disabled-control-decides',
    what: 'a control that was switched off decides',
    file: `${CENTRAL}/control-set.ts`,
    find: 'enabled !== false',
    replace: 'enabled !== undefined || true',
    tests: UNIT,
  },
  {
    id: 'p3-no-match-ignored',
    what: 'a list of what is allowed becomes one of what is denied',
    file: `${CENTRAL}/evaluator.ts`,
    find: "return found === (matchOn === 'match')",
    replace: 'return found',
    tests: UNIT,
  },
  {
    id: 'p3-any-key',
    what: 'any key opens the door through which controls are changed',
    file: `${CENTRAL}/decision-point.ts`,
    find: 'timingSafeEqual(key, given)',
    replace: 'key.length === given.length',
    tests: UNIT,
  },
  {
    id: 'p3-no-key',
    what: 'no key is needed where keys are asked for',
    file: `${CENTRAL}/decision-point.ts`,
    find: 'if (apiKey === undefined) return false',
    replace: 'if (apiKey === undefined) return true',
    tests: UNIT,
  },
  {
    id: 'p3-fails-open',
    what: 'clients go on when the server does not answer',
    file: DESK,
    find: "return spec.onUnreachable === 'deny' ? 'the policy server did not answer' : undefined",
    replace: 'return undefined',
    tests: WAITING,
  },
  {
    id: 'p3-verdict-ignored',
    what: 'what the server denies is carried out',
    file: DESK,
    find: "if (answer.decision === 'allow') return undefined",
    replace: 'if (answer.decision.length > 0) return undefined',
    tests: WAITING,
  },
  {
    id: 'p3-nobody-asked',
    what: 'no step waits for the server',
    file: DESK,
    find: 'if (!this.decisionPoint.applies(step)) {',
    replace: 'if (step.type.length > 0) {',
    tests: WAITING,
  },
  {
    id: 'p3-people-skipped',
    what: 'what the server allows is not shown to people any more',
    file: DESK,
    find: 'else next.pass(call, work, admitted, carryOut, refuse)',
    replace: 'else carryOut()',
    tests: WAITING,
  },
  {
    id: 'p3-server-without-end',
    what: 'the server has a place for everybody',
    file: 'harness/world/finite-server.ts',
    find: 'if (this.busy < this.places) {',
    replace: 'if (this.busy >= 0) {',
    tests: ['harness/world/finite-server.test.ts'],
  },
  {
    id: 'p3-quarantine-forgotten',
    what: 'an agent that was quarantined while it waited acts all the same',
    file: DESK,
    find: 'if (guard.isQuarantined(step.context.agent))',
    replace: 'if (step.context.agent < 0)',
    tests: WAITING,
  },
]
