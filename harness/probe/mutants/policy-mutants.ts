/** Faults of authorisation. */
import type { Mutant } from './mutant.ts'

const TESTS = ['harness/controls/policy/policy.test.ts']
const RBAC = 'harness/controls/policy/static-rbac.ts'
const TABLE = 'harness/controls/policy/role-table.ts'

export const POLICY_MUTANTS: readonly Mutant[] = [
  {
    id: 'p0-refuses',
    what: 'the pass-through level of policy refuses',
    file: 'harness/controls/policy/allow-all.ts',
    find: 'return true',
    replace: 'return false',
    tests: TESTS,
  },
  {
    id: 'p1-default-allow',
    what: 'what no rule lists is allowed',
    file: RBAC,
    find: '?.[index] === true',
    replace: '?.[index] !== false',
    tests: TESTS,
  },
  {
    id: 'p1-empty-table-allows',
    what: 'a class of role without any rule may do everything',
    file: RBAC,
    find: 'if (permissions === undefined) return false',
    replace: 'if (permissions === undefined) return true',
    tests: TESTS,
  },
  {
    id: 'p1-no-department-rule-allows',
    what: 'a class of role without rules for departments may do everything',
    file: RBAC,
    find: 'if (permissions.byDepartment.size === 0) return false',
    replace: 'if (permissions.byDepartment.size === 0) return true',
    tests: TESTS,
  },
  {
    id: 'p1-unknown-action-allowed',
    what: 'an action or resource that is not in the contract is allowed',
    file: RBAC,
    find: 'if (action === undefined || resource === undefined) return false',
    replace: 'if (action === undefined || resource === undefined) return true',
    tests: TESTS,
  },
  {
    id: 'p1-board-owner-unchecked',
    what: 'the boards of other cells are open',
    file: RBAC,
    find: "if (envelope.resource === 'board' && ",
    replace: "if (envelope.text === 'board' && ",
    tests: TESTS,
  },
  {
    id: 'p1-department-ignored',
    what: 'a rule for one department holds for all',
    file: RBAC,
    find: 'allowed = permissions.byDepartment.get(rule.department) ?? nothing()',
    replace: 'allowed = permissions.anywhere',
    tests: TESTS,
  },
  {
    id: 'p1-starts-with-all',
    what: 'the compiled table starts with every combination allowed',
    file: RBAC,
    find: '.fill(false)',
    replace: '.fill(true)',
    tests: TESTS,
  },
  {
    id: 'p1-everyone-posts',
    what: 'the table lets the whole team do what is for operators',
    file: TABLE,
    find: "{ roles: ['operator'], may: ['post']",
    replace: "{ roles: TEAM, may: ['post']",
    tests: TESTS,
  },
  {
    id: 'p1-everyone-delegates',
    what: 'the table lets the whole team do what is for leads',
    file: TABLE,
    find: "{ roles: ['lead'], may: ['delegate']",
    replace: "{ roles: TEAM, may: ['delegate']",
    tests: TESTS,
  },
]
