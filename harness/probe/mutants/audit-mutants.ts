/** Faults of the audit trail: the hash chain (L2), the lossy trail (L1), records and sinks. */
import type { Mutant } from './mutant.ts'

const TESTS = ['harness/controls/audit/audit.test.ts']
const DETECTION = ['harness/controls/detection/report-threshold.test.ts']
const CHAIN = 'harness/controls/audit/hash-chain.ts'
const LOSSY = 'harness/controls/audit/lossy-audit.ts'
const RECORD = 'harness/controls/audit/record.ts'
const FILE = 'harness/controls/audit/file-sink.ts'

export const AUDIT_MUTANTS: readonly Mutant[] = [
  {
    id: 'l0-refuses',
    what: 'the pass-through level of audit refuses',
    file: 'harness/controls/audit/no-audit.ts',
    find: 'return true',
    replace: 'return false',
    tests: TESTS,
  },
  {
    id: 'l1-drops-not-counted',
    what: 'lost records are not counted',
    file: LOSSY,
    find: 'counters.auditDropped++',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l1-loses-nothing',
    what: 'the modelled loss takes nothing',
    file: LOSSY,
    find: '< this.lossShare',
    replace: '< 0',
    tests: TESTS,
  },
  {
    id: 'l1-luck-by-position',
    what: 'the loss depends on how much was recorded before',
    file: LOSSY,
    find: 'cell, keyOf(envelope.workId)',
    replace: 'cell, this.index',
    tests: TESTS,
  },
  {
    id: 'l1-observers-see-lost',
    what: 'the detector sees the records that were lost',
    file: LOSSY,
    find: 'counters.auditDropped++',
    replace: 'counters.auditDropped++\n      for (const observer of this.observers) observer(line)',
    tests: DETECTION,
  },
  {
    id: 'l2-chain-without-previous',
    what: 'the hash of a record does not cover the one before',
    file: CHAIN,
    find: '`${previous},${body}`',
    replace: '`${body}${previous.slice(64)}`',
    tests: TESTS,
  },
  {
    id: 'l2-failed-record-linked',
    what: 'the chain goes on from a record that was not kept',
    file: CHAIN,
    find: 'if (!sink.append(line)) return false',
    replace: 'if (!sink.append(line)) {\n      this.head = head\n      return false\n    }',
    tests: TESTS,
  },
  {
    id: 'l2-failed-record-passes',
    what: 'a record that the sink did not take counts as kept',
    file: CHAIN,
    find: 'if (!sink.append(line)) return false',
    replace: 'if (!sink.append(line)) return true',
    tests: TESTS,
  },
  {
    id: 'l2-observers-see-failed',
    what: 'the detector sees a record that the sink did not take',
    file: CHAIN,
    find: 'if (!sink.append(line)) return false',
    replace:
      'if (!sink.append(line)) {\n      for (const observer of this.observers) observer(line)\n      return false\n    }',
    tests: DETECTION,
  },
  {
    id: 'l2-records-not-counted',
    what: 'kept records are not counted',
    file: CHAIN,
    find: 'counters.auditRecords++',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l2-verify-ignores-hash',
    what: 'the verification looks at the numbers of records only',
    file: CHAIN,
    find: 'line.slice(end + 1) !== this.head || ',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l2-verify-ignores-number',
    what: 'the verification does not look at the numbers of records',
    file: CHAIN,
    find: ' || parseRecord(body)?.index !== this.size',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l2-verify-stops-early',
    what: 'the verification leaves out the newest record',
    file: CHAIN,
    find: 'return lines.findIndex(',
    replace: 'return lines.slice(0, -1).findIndex(',
    tests: TESTS,
  },
  {
    id: 'record-sender-unescaped',
    what: 'what a refused message holds in place of a sender is written as it is',
    file: RECORD,
    find: '${whole(envelope.from)}',
    replace: '${envelope.from}',
    tests: TESTS,
  },
  {
    id: 'record-action-unescaped',
    what: 'what a refused message holds in place of an action is written as it is',
    file: RECORD,
    find: "return ACTION_WORDS.has(envelope.action) ? envelope.action : '?'",
    replace: 'return envelope.action',
    tests: TESTS,
  },
  {
    id: 'file-close-without-flush',
    what: 'the last segment is not written',
    file: FILE,
    find: 'this.commit()\n    this.disk.close(this.file)',
    replace: 'this.disk.close(this.file)',
    tests: TESTS,
  },
  {
    id: 'file-failure-ignored',
    what: 'a write that failed counts as done',
    file: FILE,
    find: "this.state = 'failed'",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'file-takes-after-close',
    what: 'a closed file goes on taking records',
    file: FILE,
    find: "if (this.state !== 'open') return false\n    if (this.segment.length === 0 && ",
    replace: 'if (this.segment.length === 0 && ',
    tests: TESTS,
  },
]
