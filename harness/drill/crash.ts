/** The crashes of a drill: each kills one control in the middle of a trial. */
import type { Admitted } from '../../adapters/contract.ts'
import type { AuditSink } from '../controls/audit/sink.ts'
import { MemorySink } from '../controls/audit/sink.ts'
import { GOVERNED, MESH_AS_SHIPPED, type ControlLevels } from '../controls/levels.ts'
import { organisationPolicies } from '../controls/policy/policy-file.ts'
import { openSandboxes } from '../controls/sandbox/open-sandboxes.ts'
import type { Sandboxes } from '../controls/sandbox/sandboxes.ts'
import type { StageName } from '../controls/stage-fault.ts'
import type { CellDrill } from '../engine/cell-drill.ts'
import type { CellRuntime } from '../engine/cell-runtime.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { VirtualUs } from '../kernel/units.ts'
import type { ApprovalSpec } from '../../workloads/workload.ts'
import { breakMethods } from './break-methods.ts'

/** How a crash gets at a trial. */
export interface CrashTools extends CellDrill {
  /** Takes the trial's audit records, where the crash is the sink's. */
  readonly openAudit?: () => AuditSink
  readonly close?: () => Promise<void>
}

export interface Crash {
  readonly control: StageName | 'witness'
  /** What is killed, and how. */
  readonly how: string
  readonly levels: ControlLevels
  /** Whether the control has a say in single messages, so that it can refuse them. */
  readonly refuses: boolean
  /** The messages that need the control. Default: all. */
  readonly concerns?: (message: Admitted) => boolean
  /** Messages are still accepted for so long: the control acts at intervals. */
  readonly windowUs?: VirtualUs
  /** Set where failing open was chosen in the workload, and is not the default. */
  readonly chosen?: string
  readonly approvals?: Partial<ApprovalSpec>
  /** Opens the crash for one trial. `folder` is for files. */
  readonly open: (killAtUs: VirtualUs, folder: string) => CrashTools | Promise<CrashTools>
}

const FULL: ControlLevels = { ...GOVERNED, limits: 'R1' }

/** A stage that throws from a time on, whatever it is asked. */
function throwing(name: StageName, methods: readonly string[], said: string): Crash['open'] {
  return (killAtUs) => ({
    guard: (timeline) => ({
      replaced: (stage, whole) => {
        if (stage === name) breakMethods(whole, methods, () => timeline.now >= killAtUs, said)
        return whole
      },
    }),
  })
}

/** Does something to each cell when the time has come. */
function atTime(act: (cell: CellRuntime) => void): Crash['open'] {
  return (killAtUs) => ({
    opened: (cell) => void cell.timeline.at(killAtUs, () => act(cell), undefined),
  })
}

/** Sandboxes that from a time on can run nothing, as when no worker or process can be made. */
function sandboxesGone(level: 'S1' | 'S3'): Crash['open'] {
  return async (killAtUs) => {
    const sandboxes = await openSandboxes(level, { departments: 1, shards: 1 })
    return {
      guard: (timeline) => {
        const run: Sandboxes['run'] = (call, services) => {
          if (timeline.now >= killAtUs) throw new Error('no sandbox can be made')
          return sandboxes.run(call, services)
        }
        const { counts } = sandboxes
        const end: Sandboxes['end'] = (cell, agent) => sandboxes.end(cell, agent)
        return { sandboxes: { level, counts, run, end, close: () => {} } }
      },
      close: async () => sandboxes.close(),
    }
  }
}

/** A sink that from a time on does not take records, or throws. */
function failingSink(fails: () => boolean): Crash['open'] {
  return (killAtUs) => {
    const timelines: Timeline[] = []
    const memory = new MemorySink(1)
    return {
      guard: (timeline) => {
        timelines.push(timeline)
        return {}
      },
      openAudit: () => ({
        append: (line) => {
          // One thread, and the time of the cell that records is the latest.
          if (timelines.some(({ now }) => now >= killAtUs)) return fails()
          return memory.append(line)
        },
        close: () => {},
      }),
    }
  }
}

export const CRASHES: readonly Crash[] = [
  {
    control: 'limits',
    how: 'the limiter throws',
    levels: FULL,
    refuses: true,
    open: throwing('limits', ['passes', 'passesFurther', 'admitted', 'refused'], 'limiter died'),
  },
  ...(['A1', 'A2', 'A3', 'A4'] as const).map((auth): Crash => ({
    control: 'auth',
    how: 'the authenticator throws, sealing and opening',
    levels: { ...FULL, auth },
    refuses: true,
    open: throwing('auth', ['passes', 'seal'], 'the key store is gone'),
  })),
  {
    control: 'capabilities',
    how: 'capabilities cannot be checked',
    levels: { ...FULL, capabilities: 'K1' },
    refuses: true,
    open: throwing('capabilities', ['passes', 'passesFurther'], 'capability check died'),
  },
  {
    control: 'policy',
    how: 'the policy engine throws',
    levels: FULL,
    refuses: true,
    open: throwing('policy', ['passes'], 'policy engine died'),
  },
  {
    control: 'policy',
    how: 'Cedar’s WebAssembly traps at every decision',
    levels: { ...FULL, policy: 'P2' },
    refuses: true,
    open: (killAtUs) => ({
      guard: (timeline) => {
        const { policies } = organisationPolicies()
        if (policies === undefined) return {}
        const decide: typeof policies.decide = (request) => {
          if (timeline.now >= killAtUs) throw new Error('RuntimeError: unreachable')
          return policies.decide(request)
        }
        return { cedar: { source: { policies: { ...policies, decide } } } }
      },
    }),
  },
  {
    control: 'audit',
    how: 'the disk of the trail is full',
    levels: FULL,
    refuses: true,
    open: failingSink(() => false),
  },
  {
    control: 'audit',
    how: 'the sink of the trail throws',
    levels: FULL,
    refuses: true,
    open: failingSink(() => {
      throw new Error('EBADF: the trail is closed')
    }),
  },
  {
    control: 'audit',
    how: 'the disk of the lossy trail is full',
    levels: { ...MESH_AS_SHIPPED },
    refuses: false,
    open: failingSink(() => false),
  },
  {
    control: 'sandbox',
    how: 'the sandbox throws',
    levels: FULL,
    refuses: true,
    open: throwing('sandbox', ['passes'], 'sandbox died'),
  },
  ...(['S1', 'S3'] as const).map((sandbox): Crash => ({
    control: 'sandbox',
    how: sandbox === 'S1' ? 'no worker can be made' : 'no process can be made',
    levels: { ...FULL, sandbox },
    refuses: true,
    // Between agents nothing needs a program.
    concerns: ({ action }) => action === 'lookup' || action === 'read' || action === 'post',
    open: sandboxesGone(sandbox),
  })),
  {
    control: 'approvals',
    how: 'all reviewers leave',
    levels: { ...FULL, approvals: 'H2' },
    refuses: true,
    open: atTime(({ pool }) => pool.leave()),
  },
  {
    control: 'approvals',
    how: 'all reviewers leave, and the timeout rule allows',
    levels: { ...FULL, approvals: 'H2' },
    refuses: true,
    chosen: 'people.approvals.onTimeout: allow',
    approvals: { onTimeout: 'allow' },
    open: atTime(({ pool }) => pool.leave()),
  },
  {
    control: 'approvals',
    how: 'the queue of approvals throws',
    levels: { ...FULL, approvals: 'H2' },
    refuses: true,
    open: atTime(({ approvals }) =>
      breakMethods(approvals?.queue, ['suspend'], () => true, 'the queue is gone'),
    ),
  },
  {
    control: 'approvals',
    how: 'nobody can say what needs a person',
    levels: { ...FULL, approvals: 'H2' },
    refuses: true,
    open: throwing('approvals', ['passes', 'needsPerson'], 'approval rules died'),
  },
  ...(['D1', 'D3'] as const).map((detection): Crash => ({
    control: 'detection',
    how: 'the detector throws',
    levels: { ...FULL, detection },
    refuses: false,
    open: throwing('detection', ['observe'], 'detector died'),
  })),
  ...(['C1', 'C2', 'C3'] as const).map((containment): Crash => ({
    control: 'containment',
    how: 'the list of revocations throws when it is read',
    levels: { ...FULL, containment },
    refuses: true,
    open: throwing('containment', ['passes', 'isQuarantined'], 'revocations are gone'),
  })),
  {
    control: 'containment',
    how: 'a command cannot be carried out',
    levels: FULL,
    refuses: true,
    // The command is given here: whether a detector would have asked for it is not the question.
    open: (killAtUs) => ({
      guard: (timeline) => ({
        replaced: (stage, whole) => {
          if (stage !== 'containment') return whole
          breakMethods(whole, ['quarantine'], () => timeline.now >= killAtUs, 'command lost')
          return whole
        },
      }),
      opened: (cell) => void cell.timeline.at(killAtUs, () => cell.quarantine(0), undefined),
    }),
  },
]
