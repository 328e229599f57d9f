/** Faults of the path that joins the stages, and of the levels that let everything pass. */
import type { Mutant } from './mutant.ts'

const PATH = 'harness/controls/path.ts'
const TESTS = ['harness/controls/path.test.ts']
const ATTACKS = ['harness/controls/auth/auth-attacks.test.ts']
const CONTAINMENT = ['harness/controls/containment/containment.test.ts']
const DETECTION = ['harness/controls/detection/report-threshold.test.ts']
const AUDIT = ['harness/controls/audit/audit.test.ts']
const APPEND = 'this.audit.passes(envelope, receiver)'

export const PATH_MUTANTS: readonly Mutant[] = [
  {
    id: 'admit-without-authentication',
    what: 'admission goes on after a failed authentication',
    file: PATH,
    find: 'if (refusal !== undefined) return refusal',
    replace: '',
    tests: ATTACKS,
  },
  {
    id: 'open-without-authentication',
    what: 'a further receiver takes a message unchecked',
    file: PATH,
    find: 'return this.authenticate(envelope, receiver) ?? message',
    replace: 'return message',
    tests: ATTACKS,
  },
  {
    id: 'open-without-revocation',
    what: 'a further receiver checks the proof but not the revocation',
    file: PATH,
    find: 'return this.authenticate(envelope, receiver) ?? message',
    replace:
      "return this.auth.passes(envelope, receiver) ? message : this.refuse(envelope, receiver, 'authentication')",
    tests: CONTAINMENT,
  },
  {
    id: 'revocation-ignored',
    what: 'messages of revoked agents are admitted',
    file: PATH,
    find: 'if (!this.containment.passes(envelope, receiver)) {',
    replace: 'if (this.containment.passes(envelope, receiver) === undefined) {',
    tests: CONTAINMENT,
  },
  {
    id: 'policy-not-asked',
    what: 'admission goes on after the policy said no',
    file: PATH,
    find: "if (!this.policy.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'policy')",
    replace: 'this.policy.passes(envelope, receiver)',
    tests: ['harness/controls/policy/policy.test.ts'],
  },
  {
    id: 'append-skipped',
    what: 'admitted messages are not recorded',
    file: PATH,
    find: APPEND,
    replace: 'true',
    tests: AUDIT,
  },
  {
    id: 'append-after-effect',
    what: 'the record is written when the message has gone on',
    file: PATH,
    find: APPEND,
    replace: '(queueMicrotask(() => this.audit.passes(envelope, receiver)), true)',
    tests: AUDIT,
  },
  {
    id: 'append-failure-ignored',
    what: 'a message goes on whose record was not taken',
    file: PATH,
    find: APPEND,
    replace: '(this.audit.passes(envelope, receiver) || true)',
    tests: AUDIT,
  },
  {
    id: 'refusals-not-recorded',
    what: 'refusals leave no record',
    file: PATH,
    find: "if (reason !== 'audit') this.trail.refused(envelope, receiver, reason)",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'failed-trail-asked-again',
    what: 'a trail that could not take a record is asked to take that of the refusal',
    file: PATH,
    find: "if (reason !== 'audit') this.trail.refused(envelope, receiver, reason)",
    replace: 'this.trail.refused(envelope, receiver, reason)',
    tests: AUDIT,
  },
  {
    id: 'decisions-not-counted',
    what: 'decisions are not counted',
    file: PATH,
    find: 'this.counters.decisions++',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'opens-not-counted',
    what: 'authentications are not counted',
    file: PATH,
    find: 'this.counters.opens++',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'denials-not-counted',
    what: 'refusals are not counted',
    file: PATH,
    find: 'this.counters.denials++',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'reports-without-subject',
    what: 'a report does not say whom it is about',
    file: PATH,
    find: 'this.sealed(draft, subject, undefined)',
    replace: 'this.sealed(draft, NO_SUBJECT, undefined)',
    tests: DETECTION,
  },
  {
    id: 'chain-not-in-proof',
    what: 'the head of the audit chain does not enter the proof of work',
    file: PATH,
    find: 'this.proof.addText(auditHead)',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l0-records',
    what: 'without an audit trail there is one, and the detector reads it',
    file: 'harness/controls/audit/create-audit.ts',
    find: "if (levels.audit === 'L0') return new NoAudit()",
    replace: '',
    tests: DETECTION,
  },
  {
    id: 'h0-refuses',
    what: 'the pass-through level of approvals refuses',
    file: 'harness/controls/approvals/no-approval.ts',
    find: 'passes(): boolean {\n    return true',
    replace: 'passes(): boolean {\n    return false',
    tests: TESTS,
  },
  {
    id: 'r0-refuses',
    what: 'the pass-through level of limits refuses',
    file: 'harness/controls/limits/no-limit.ts',
    find: 'passes(): boolean {\n    return true',
    replace: 'passes(): boolean {\n    return false',
    tests: TESTS,
  },
]
