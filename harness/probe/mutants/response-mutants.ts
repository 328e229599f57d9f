/** Faults of detection and containment. */
import type { Mutant } from './mutant.ts'

const THRESHOLD = 'harness/controls/detection/report-threshold.ts'
const DETECTION = ['harness/controls/detection/report-threshold.test.ts']
const CONTAINMENT = 'harness/controls/containment/containment-stage.ts'
const DEPARTMENT = 'harness/controls/containment/department-quarantine.ts'
const BUS = 'harness/controls/containment/bus-gate.ts'
const BUSES = ['harness/controls/containment/bus-gate.test.ts']
const CONTAINED = ['harness/controls/containment/containment.test.ts']

export const RESPONSE_MUTANTS: readonly Mutant[] = [
  {
    id: 'd1-one-report-early',
    what: 'the alert comes one report before the threshold',
    file: THRESHOLD,
    find: 'times.length < this.reports ||',
    replace: 'times.length < this.reports - 1 ||',
    tests: DETECTION,
  },
  {
    id: 'd1-window-ignored',
    what: 'reports count however far apart they are',
    file: THRESHOLD,
    find: ' || at - oldest > this.windowUs',
    replace: '',
    tests: DETECTION,
  },
  {
    id: 'd1-window-too-short',
    what: 'reports that are exactly a window apart do not count together',
    file: THRESHOLD,
    find: 'at - oldest > this.windowUs',
    replace: 'at - oldest >= this.windowUs',
    tests: DETECTION,
  },
  {
    id: 'd1-alert-repeated',
    what: 'further reports raise further alerts about one agent',
    file: THRESHOLD,
    find: 'if (this.raised.has(subject)) return',
    replace: '',
    tests: DETECTION,
  },
  {
    id: 'd1-refusals-counted',
    what: 'reports that were refused count',
    file: THRESHOLD,
    find: "record.decision !== 'allow' || ",
    replace: '',
    tests: DETECTION,
  },
  {
    id: 'd1-subjects-mixed-up',
    what: 'reports are counted by post, not by author',
    file: THRESHOLD,
    find: 'const { subject, at } = record',
    replace: 'const { workId: subject, at } = record',
    tests: DETECTION,
  },
  {
    id: 'c0-claims-effect',
    what: 'without containment a command says that it had an effect',
    file: CONTAINMENT,
    find: 'quarantine(): boolean {\n    return false',
    replace: 'quarantine(): boolean {\n    return true',
    tests: CONTAINED,
  },
  {
    id: 'c0-refuses',
    what: 'the pass-through level of containment refuses',
    file: CONTAINMENT,
    find: 'passes(): boolean {\n    return true',
    replace: 'passes(): boolean {\n    return false',
    tests: CONTAINED,
  },
  {
    id: 'c1-command-lost',
    what: 'a command says that it had an effect and has none',
    file: CONTAINMENT,
    find: 'this.revoked.add(agent)',
    replace: '',
    tests: CONTAINED,
  },
  {
    id: 'c1-wrong-end',
    what: 'what is sent to a revoked agent is refused, not what it sends',
    file: CONTAINMENT,
    find: '!this.revoked.has(envelope.from)',
    replace: '!this.revoked.has(envelope.to)',
    tests: CONTAINED,
  },
  {
    id: 'c1-not-known-as-revoked',
    what: 'a revoked agent is not known as one',
    file: CONTAINMENT,
    find: 'return this.revoked.has(agent)',
    replace: 'return this.revoked.size < 0',
    tests: CONTAINED,
  },
  {
    id: 'c2-cuts-nothing',
    what: 'members of a department that was cut off are heard elsewhere',
    file: DEPARTMENT,
    find: ' && !this.isQuarantined(from)',
    replace: '',
    tests: CONTAINED,
  },
  {
    id: 'c2-goes-on-within',
    what: 'a department that was cut off goes on accepting',
    file: DEPARTMENT,
    find: '!this.cut.has(this.cell) && ',
    replace: '',
    tests: CONTAINED,
  },
  {
    id: 'c3-drops-what-waits',
    what: 'what arrives while communication is stopped is lost',
    file: BUS,
    find: 'this.waiting.push(message)',
    replace: 'this.waiting = [message]',
    tests: BUSES,
  },
  {
    id: 'c3-opens-early',
    what: 'communication goes on before the time has come',
    file: BUS,
    find: 'if (this.until === undefined || now < this.until) return undefined',
    replace: 'if (this.until === undefined) return undefined',
    tests: BUSES,
  },
  {
    id: 'c3-closure-shortened',
    what: 'a later command shortens the stop',
    file: BUS,
    find: 'if (until <= from) return undefined',
    replace: '',
    tests: BUSES,
  },
  {
    id: 'c3-released-twice',
    what: 'what has waited is delivered again at the next opening',
    file: BUS,
    find: 'this.waiting = []\n    return released',
    replace: 'return released',
    tests: BUSES,
  },
]
