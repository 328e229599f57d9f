/** Faults of what holds effects and requests to what was admitted, and of rights that end. */
import type { Mutant } from './mutant.ts'

const TICKETS = 'harness/controls/effect-tickets.ts'
const OF_TICKETS = ['harness/controls/effect-tickets.test.ts']
const BINDING = ['harness/engine/effect-binding.test.ts']
const CAPABILITIES = ['harness/controls/capabilities/capability-attacks.test.ts']
const STAGE = 'harness/controls/capabilities/attenuated-capabilities.ts'
const TOKEN = 'harness/controls/capabilities/token.ts'

export const EFFECT_MUTANTS: readonly Mutant[] = [
  {
    id: 'effect-unasked',
    what: 'sinks do not ask whether their effect was admitted',
    file: 'harness/engine/cell-runtime.ts',
    find: 'this.guard.checkEffect(admitted, call, work.id)?.refused',
    replace: '(void [call, work, admitted], undefined)',
    tests: BINDING,
  },
  {
    id: 'effect-repeated',
    what: 'one admission is good for any number of effects',
    file: TICKETS,
    find: 'this.tickets.delete(envelope)',
    replace: '',
    tests: OF_TICKETS,
  },
  {
    id: 'effect-of-anything',
    what: 'what was admitted for one tool is good for every other',
    file: TICKETS,
    find: 'ticket.action === ACTION_OF[name] &&',
    replace: '',
    tests: OF_TICKETS,
  },
  {
    id: 'effect-of-any-work',
    what: 'what was admitted for one work is good for another',
    file: TICKETS,
    find: 'ticket.workId === workId &&',
    replace: '',
    tests: OF_TICKETS,
  },
  {
    id: 'effect-of-any-text',
    what: 'other words are posted than were admitted',
    file: TICKETS,
    find: ' &&\n      ticket.text === input',
    replace: '',
    tests: OF_TICKETS,
  },
  {
    id: 'effect-of-anybody',
    what: 'an effect may be put down to another agent after its admission',
    file: TICKETS,
    find: 'ticket.from === envelope.from &&',
    replace: '',
    tests: OF_TICKETS,
  },
  {
    id: 'effect-after-quarantine',
    what: 'an effect that was admitted before a quarantine is carried out after it',
    file: 'harness/controls/path.ts',
    find: 'if (isGood && !this.isQuarantined(envelope.from)) return undefined',
    replace: 'if (isGood) return undefined',
    tests: OF_TICKETS,
  },
  {
    id: 'waiting-call-changed',
    what: 'a call can be changed while it waits for the policy server',
    file: 'harness/world/tools.ts',
    find: 'const call = { ...given }',
    replace: 'const call = given',
    tests: BINDING,
  },
  {
    id: 'waiting-request-changed',
    what: 'a request can be changed while it waits for the policy server',
    file: 'harness/engine/cell-network.ts',
    find: 'const request = structuredClone(given)',
    replace: 'const request = given',
    tests: BINDING,
  },
  {
    id: 'k1-origin-hidden',
    what: 'an agent need not say that it asks for somebody else',
    file: STAGE,
    find: 'if (asks && origin === undefined && from !== verified.initiator) return false',
    replace: '',
    tests: CAPABILITIES,
  },
  {
    id: 'k1-outlives-quarantine',
    what: 'what a quarantined agent has set going goes on in the hands of others',
    file: STAGE,
    find: 'if (verified.parties.some((agent) => this.context.isRevoked(agent))) return false',
    replace: '',
    tests: CAPABILITIES,
  },
  {
    id: 'k1-only-the-first-revoked',
    what: 'only who began a work is asked for, and not who passed it on',
    file: TOKEN,
    find: 'if (before !== undefined) parties.add(block.by)',
    replace: '',
    tests: CAPABILITIES,
  },
  {
    id: 'c2-list-broken-by-a-message',
    what: 'one malformed message makes a department refuse everything for good',
    file: 'harness/controls/containment/department-quarantine.ts',
    find: 'Number.isSafeInteger(from) && ',
    replace: '',
    tests: ['harness/controls/containment/containment.test.ts'],
  },
  {
    id: 'checkpoint-of-no-key',
    what: 'a checkpoint that no key is asked for counts as signed',
    file: 'harness/controls/audit/verify-log.ts',
    find: 'keys.length === 0 || ',
    replace: '',
    tests: ['harness/controls/audit/transparency-log.test.ts'],
  },
]
