/** Faults of the sandbox stage, and of the sandboxes of each level. */
import type { Mutant } from './mutant.ts'

const CODE = 'harness/controls/sandbox/agent-code.ts'
const PROGRAM = 'harness/controls/sandbox/program.ts'
const WORKERS = 'harness/controls/sandbox/worker-sandboxes.ts'
const QUICKJS = 'harness/controls/sandbox/quickjs-sandboxes.ts'
const PROCESSES = 'harness/controls/sandbox/process-sandboxes.ts'
const PATH = 'harness/controls/path.ts'
const STAGE = ['harness/controls/sandbox/agent-code.test.ts']
const LEVELS = ['harness/controls/sandbox/sandboxes.test.ts']

export const SANDBOX_MUTANTS: readonly Mutant[] = [
  {
    id: 's0-refuses',
    what: 'the sandbox stage refuses what was asked for',
    file: CODE,
    find: 'return !this.isUnasked(asSealed(envelope))',
    replace: 'return this.isUnasked(asSealed(envelope))',
    tests: ['harness/controls/path.test.ts'],
  },
  {
    id: 's-unasked-sealed',
    what: 'what a program did not ask for is sealed all the same',
    file: PATH,
    find: 'if (!this.code.asksFor(draft)) return this.code.unaskedFor(draft)',
    replace: 'this.code.asksFor(draft)',
    tests: STAGE,
  },
  {
    id: 's-request-not-compared',
    what: 'a program may ask for one thing and get another',
    file: CODE,
    find: 'outcome.text === text',
    replace: 'text.length > 0',
    tests: STAGE,
  },
  {
    id: 's-action-not-compared',
    what: 'a program may ask for one action and get another',
    file: CODE,
    find: 'outcome.action === action',
    replace: 'action.length > 0',
    tests: STAGE,
  },
  {
    id: 's-failure-passes',
    what: 'a sandbox that fails counts as a request',
    file: CODE,
    find: "return fault('its sandbox failed')",
    replace: "return { kind: 'request', action: call.action, text: call.text }",
    tests: STAGE,
  },
  {
    id: 's-quarantined-runs',
    what: 'the code of a quarantined agent goes on running',
    file: CODE,
    find: "if (sandboxes.level !== 'S0' && home.isQuarantined(agent)) return true",
    replace: '',
    tests: STAGE,
  },
  {
    id: 's-not-ended',
    what: 'a quarantine leaves the agent’s sandbox alone',
    file: PATH,
    find: 'if (isEffective) this.code.end(agent)',
    replace: '',
    tests: STAGE,
  },
  {
    id: 's-wrong-end',
    what: 'a quarantine elsewhere ends the sandbox of this department',
    file: CODE,
    find: 'if (this.home.isOwn(agent)) this.sandboxes',
    replace: 'this.sandboxes',
    tests: STAGE,
  },
  {
    id: 's-two-requests',
    what: 'of two requests the last is taken',
    file: PROGRAM,
    find: "return requests === 1 ? asked : ''",
    replace: 'return asked',
    tests: LEVELS,
  },
  {
    id: 's-capability-open',
    what: 'the capability can be changed',
    file: PROGRAM,
    find: 'program(freeze({ __proto__: null, request: freeze(request) }), action',
    replace: 'program({ __proto__: null, request }, action',
    tests: LEVELS,
  },
  {
    id: 's1-taken-over-as-it-is',
    what: 'a department finds what another has left in the worker',
    file: WORKERS,
    find: 'this.places.delete(oldest)\n    place.fresh = true',
    replace: 'this.places.delete(oldest)',
    tests: LEVELS,
  },
  {
    id: 's1-workers-shared',
    what: 'all departments share one worker',
    file: WORKERS,
    find: 'if (this.places.size < this.most) return undefined',
    replace: 'if (this.places.size < 1) return undefined',
    tests: LEVELS,
  },
  {
    id: 's1-hangs-on',
    what: 'a worker that gave no answer stays in use',
    file: WORKERS,
    find: "this.end(cell)\n    return fault('it was stopped')",
    replace: "return fault('it was stopped')",
    tests: LEVELS,
  },
  {
    id: 's1-text-becomes-code',
    what: 'a program can make code from text',
    file: WORKERS,
    find: 'codeGeneration: { strings: false',
    replace: 'codeGeneration: { strings: true',
    tests: LEVELS,
  },
  {
    id: 's1-memory-outside-the-heap',
    what: 'a program can take memory that the heap’s limit does not count',
    file: WORKERS,
    find: 'vm.runInContext(data.removal, context)',
    replace: '',
    tests: LEVELS,
  },
  {
    id: 's2-agents-share',
    what: 'agents of a department share an interpreter',
    file: QUICKJS,
    find: 'this.realmOf(call.agent)',
    replace: 'this.realmOf(call.cell)',
    tests: LEVELS,
  },
  {
    id: 's2-never-full',
    what: 'there may be any number of interpreters',
    file: QUICKJS,
    find: 'if (this.realms.size < this.most) return',
    replace: 'return',
    tests: LEVELS,
  },
  {
    id: 's2-kept-when-broken',
    what: 'an interpreter that a program has filled stays in use',
    file: QUICKJS,
    find: "this.end(call.cell, call.agent)\n    return fault('it threw or was stopped')",
    replace: "return fault('it threw or was stopped')",
    tests: LEVELS,
  },
  {
    id: 's3-without-permissions',
    what: 'the child process runs without the permission model',
    file: PROCESSES,
    find: "args: [PERMISSION_FLAG, '--no-warnings'",
    replace: "args: ['--no-warnings'",
    tests: LEVELS,
  },
  {
    id: 's3-any-number',
    what: 'an organisation of any size is run with a process for each department',
    file: PROCESSES,
    find: 'if (departments > MAX_PROCESSES) {',
    replace: 'if (departments < 0) {',
    tests: LEVELS,
  },
]
