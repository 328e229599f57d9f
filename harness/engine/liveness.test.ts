import { describe, expect, it, test } from 'vitest'
import type { Admitted } from '../../adapters/contract.ts'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { mesh } from '../../adapters/mesh/index.ts'
import type { CompletedTrial } from '../../results/record.ts'
import type { AuditSink } from '../controls/audit/sink.ts'
import {
  AUTH_LEVELS,
  BARE,
  type ControlLevels,
  GOVERNED,
  MESH_AS_SHIPPED,
} from '../controls/levels.ts'
import type { GuardOptions } from '../controls/guard-options.ts'
import type { StageName } from '../controls/stage-fault.ts'
import type { CellDrill } from './cell-drill.ts'
import { livenessConditions } from './liveness.ts'
import { zeroLiveness } from './liveness-tally.ts'
import { runShardTrial } from './shard-trial.ts'
import { solo } from './trial-exchange.ts'
import { briefWorkload, ENTRANTS, recordOf, runHere, testSpec } from './testing/trial.ts'
import { wrapped } from './testing/wrap.ts'

/** Names of the conditions that do not hold. */
function broken(trial: CompletedTrial): string[] {
  return trial.validity.conditions.filter(({ holds }) => !holds).map(({ name }) => name)
}

/** A governed trial of the mesh whose cells' guards are tampered with. */
async function tampered(
  drill: CellDrill,
  openAudit?: () => AuditSink,
  architecture = mesh,
): Promise<CompletedTrial> {
  const spec = testSpec({ levels: { ...GOVERNED, limits: 'R1' } })
  const result = await runShardTrial(spec, {
    shard: 0,
    exchange: { ...solo },
    architecture,
    drill,
    ...(openAudit === undefined ? {} : { openAudit }),
  })
  return recordOf(spec, [result])
}

const AUTHENTICATED = 'every accepted message was authenticated'
const DECIDED = 'every accepted message was decided by the policy'
const RECORDED = 'every accepted message was recorded'

/** A guard that goes round a stage: what its path asks is not the stage any more. */
function skipping(name: StageName): CellDrill {
  return {
    opened: ({ guard }) => {
      Object.assign(guard, { [name]: { level: 'none', passes: () => true } })
    },
  }
}

describe('an honest trial is live', () => {
  it.each(ENTRANTS)('of %s:%s, without controls and governed', async (architecture, topology) => {
    for (const levels of [BARE, GOVERNED]) {
      const trial = await runHere({ architecture, topology, levels, workload: briefWorkload() })
      expect(broken(trial)).toEqual([])
    }
  })

  it('as the mesh shipped, with the records that its trail loses', async () => {
    const trial = await runHere({ levels: MESH_AS_SHIPPED, workload: testWorkload() })
    expect(trial.intrinsic.auditDropped).toBeGreaterThan(0)
    expect(broken(trial)).toEqual([])
  })

  it.each(AUTH_LEVELS)('at auth %s', async (auth) => {
    const levels = {
      ...GOVERNED,
      ...{ auth, capabilities: 'K1', policy: 'P2', audit: 'L3', approvals: 'H2' },
    } as ControlLevels
    const trial = await runHere({ levels, workload: testWorkload() })
    expect(broken(trial)).toEqual([])
  })

  it('and says so with figures that are not zero', async () => {
    const { validity, intrinsic } = await runHere({ levels: GOVERNED })
    const detail = (name: string): string =>
      validity.conditions.find((condition) => condition.name === name)?.detail ?? ''
    expect(intrinsic.opens).toBeGreaterThan(100)
    expect(detail(AUTHENTICATED)).toContain(`${intrinsic.opens} opens by the stage’s count`)
    expect(detail(DECIDED)).toContain(`${intrinsic.decisions} decisions`)
    expect(detail(RECORDED)).toContain(`${intrinsic.auditRecords} records by the sink’s count`)
  })
})

describe('a guard that goes round a stage makes the trial invalid', () => {
  test.each([
    ['auth', AUTHENTICATED],
    ['policy', DECIDED],
    ['audit', RECORDED],
  ] as const)('%s', async (stage, name) => {
    const trial = await tampered(skipping(stage))
    expect(trial.tasks).toMatchObject({ wrong: 0, completed: trial.tasks.offered })
    expect(broken(trial)).toEqual([name])
    expect(trial.validity.valid).toBe(false)
  })

  test('an effect that was never accepted', async () => {
    const forging = wrapped(mesh, {
      cell: (cell) => ({
        ...cell,
        tools: {
          execute: (call, work, admitted) => cell.tools.execute(call, work, admitted),
          run: (call, work, admitted, done) => {
            const forged = { ...admitted } as Admitted
            cell.tools.run(call, work, forged, () => {})
            cell.tools.run(call, work, admitted, done)
          },
        },
      }),
    })
    // The path itself carries out nothing that it has not accepted.
    const drill: CellDrill = {
      opened: ({ guard }) => void Object.assign(guard, { checkEffect: () => undefined }),
    }
    const trial = await tampered(drill, undefined, forging)
    expect(broken(trial)).toContain('every effect was accepted first')
  })

  test('a trail that says it recorded what its sink never took', async () => {
    const levels = { ...GOVERNED, audit: 'L2' } as const
    const tally = { ...zeroLiveness(), accepted: 3, decisions: 3, opens: 3, asksForRecords: 3 }
    const result = { tally: { ...tally, records: 2 }, recordsLost: 0, faults: [] }
    const failing = livenessConditions(levels, [result]).filter(({ holds }) => !holds)
    expect(failing.map(({ name }) => name)).toEqual([RECORDED])
  })
})

test('a record that was taken and then lost makes the trial invalid', async () => {
  const lossy: AuditSink = { append: () => true, close: () => {}, lost: 3 }
  const trial = await tampered({}, () => lossy)
  expect(broken(trial)).toEqual(['the audit sink kept every record'])
})

test('a stage that throws makes the trial invalid, and the condition says which and where', async () => {
  const guard = (): Partial<GuardOptions> => ({
    replaced: (name, stage) => {
      if (name !== 'detection') return stage
      return Object.assign(stage as object, {
        observe: () => {
          throw new Error('the detector is gone')
        },
      }) as typeof stage
    },
  })
  const trial = await tampered({ guard })
  expect(broken(trial)).toEqual(['no control failed'])
  const fault = trial.validity.conditions.find(({ name }) => name === 'no control failed')
  expect(fault?.detail).toMatch(
    /^\d+ faults in detection; the first in detection of cell \d+ at \d+ µs: the detector is gone; .* nobody watched/,
  )
})
