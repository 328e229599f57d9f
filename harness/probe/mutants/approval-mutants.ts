/** Faults of approvals: what needs a person, how decisions are redeemed, what waits. */
import type { Mutant } from './mutant.ts'

const TESTS = ['harness/controls/approvals/approvals.test.ts']
const REGISTER = 'harness/controls/approvals/approval-register.ts'
const QUEUE = 'harness/controls/approvals/approval-queue.ts'
const STAGE = 'harness/controls/approvals/approval-stage.ts'
const DECISION = 'harness/controls/approvals/decision.ts'

export const APPROVAL_MUTANTS: readonly Mutant[] = [
  {
    id: 'approval-for-any-action',
    what: 'a decision about one action is good for another',
    file: REGISTER,
    find: "if (decision.actionHash !== actionHash) return 'another action'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-by-anybody',
    what: 'whoever it is may decide',
    file: REGISTER,
    find: "if (!isReviewer(reviewer, cell)) return 'not a reviewer'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-of-own-action',
    what: 'a reviewer may redeem a decision about an own action',
    file: REGISTER,
    find: "if (reviewer === requester) return 'own action'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-signature-unchecked',
    what: 'a decision need not be signed by its reviewer',
    file: REGISTER,
    find: "if (!keys.verify(reviewer, decisionBytes(decision), decision.signature)) return 'forged'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-denial-grants',
    what: 'a denial lets the action through',
    file: REGISTER,
    find: "if (decision.verdict !== 'approve') return 'denied'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-ttl-unchecked',
    what: 'a reviewer may make a decision that lasts longer than the rule allows',
    file: REGISTER,
    find: ' || expiresAt - decidedAt > ttlUs',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-never-expires',
    what: 'a decision is good after it has expired',
    file: REGISTER,
    find: "if (clock.now > expiresAt) return 'expired'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-used-twice',
    what: 'a decision is good more than once',
    file: REGISTER,
    find: "if (this.used.has(key)) return 'used'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-forgets-used',
    what: 'used decisions are forgotten while they could be used again',
    file: REGISTER,
    find: 'if (until >= this.options.clock.now) return',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'approval-verdict-unsigned',
    what: 'the verdict is left out of what the reviewer signs',
    file: DECISION,
    find: '${reviewer},${verdict},${decidedAt}',
    replace: '${reviewer},${decidedAt}',
    tests: TESTS,
  },
  {
    id: 'approval-decides-own-in-queue',
    what: 'a person decides about an own action while it waits',
    file: QUEUE,
    find: 'if (waiting === undefined || waiting.action.from === reviewer) return false',
    replace: 'if (waiting === undefined) return false',
    tests: TESTS,
  },
  {
    id: 'approval-timeout-allows',
    what: 'what nobody decides is allowed',
    file: QUEUE,
    find: "if (this.options.onTimeout === 'deny') {",
    replace: "if (this.options.onTimeout !== 'deny') {",
    tests: TESTS,
  },
  {
    id: 'approval-withdraws-all',
    what: 'a quarantine withdraws what other agents have waiting',
    file: QUEUE,
    find: 'filter(({ action }) => action.from === requester)',
    replace: 'filter(({ action }) => action.from === requester || true)',
    tests: TESTS,
  },
  {
    id: 'h1-every-department',
    what: 'H1 holds back the posts of every department',
    file: STAGE,
    find: "return action === 'post' && this.directory.functionOf(from) === POLICY_DEPARTMENT",
    replace: "return action === 'post' && this.directory.functionOf(from) !== ''",
    tests: TESTS,
  },
  {
    id: 'h2-peers-free',
    what: 'H2 lets through what is asked of another department',
    file: STAGE,
    find: "action === 'post' || (resource === 'peer' && action !== 'reply')",
    replace: "action === 'post' || (resource === 'team' && action === 'reply')",
    tests: TESTS,
  },
]
