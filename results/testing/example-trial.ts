/** A completed trial of the synthetic run, whose figures agree with each other. */
import { deriveSeed, normal, purpose } from '../../harness/kernel/random.ts'
import { Histogram } from '../histogram.ts'
import { latencyRecord } from '../latency.ts'
import type { CompletedTrial, IntrinsicCounter, TrialHeader } from '../record.ts'
import { exampleStartUp } from './example-auth-probe.ts'
import { EXAMPLE_SEED, type ExampleCell } from './example-cell.ts'
import { exampleContainment } from './example-containment.ts'
import { EXAMPLE_WINDOW_S, exampleCost } from './example-cost.ts'

const LATENCY = purpose('example-latency')

/** The trial of a cell under its header. */
export function exampleTrial(planned: ExampleCell, header: TrialHeader): CompletedTrial {
  const { traits, column, agents, trial, controls } = planned
  const teams = Math.max(1, Math.floor(agents / 6))
  const departments = Math.ceil(teams / 50)
  const divisions = Math.ceil(departments / 10)
  const offered = Math.max(200, Math.round(agents / 20))
  const censored = traits.architecture === 'autogen' ? Math.round(offered * 0.015) : 0
  const failed = agents === 78_000 && traits.architecture === 'crewai' ? 2 : 0
  const completed = offered - censored - failed
  const histogram = new Histogram()
  for (let task = 0; task < completed; task++) {
    // Keyed by trial and task only: the same task meets the same luck on every architecture.
    const luck = Math.exp(0.45 * normal(EXAMPLE_SEED, LATENCY, trial, task))
    histogram.record(Math.round(traits.medianLatencyS * 1e6 * luck))
  }
  histogram.recordCensored(censored + failed)
  const envelopes = traits.envelopes * completed
  const sealed = controls.auth === 'A0' ? 0 : envelopes
  const intrinsic: Record<IntrinsicCounter, number> = {
    modelCalls: traits.modelCalls * completed,
    synthesisCalls: Math.ceil(completed / 10),
    promptMessages: 4 * traits.modelCalls * completed,
    promptChars: 1_800 * traits.modelCalls * completed,
    toolCalls: 4 * completed,
    envelopes,
    deliveries: traits.architecture === 'autogen' ? 5 * envelopes : envelopes,
    serializations: 2 * completed,
    serializedChars: 900 * completed,
    stateWrites: 3 * completed,
    busEvents: 2 * completed,
    hops: 4 * completed,
    retries: 0,
    handshakes: controls.auth === 'A2' ? 3 * teams : 0,
    handshakeRoundTrips: controls.auth === 'A2' ? 3 * teams : 0,
    enrolments: sealed === 0 ? 0 : agents,
    sessionHits: controls.auth === 'A2' ? sealed : 0,
    sessionMisses: controls.auth === 'A2' ? 6 * teams : 0,
    sessionWaits: controls.auth === 'A2' ? 3 * teams : 0,
    sessionWaitUs: controls.auth === 'A2' ? 12_000 * teams : 0,
    sessionBytes: controls.auth === 'A2' ? 6 * teams * 88 : 0,
    proofBytes: 48 * sealed,
    seals: sealed,
    opens: sealed,
    capabilityChecks: 0,
    decisions: controls.policy === 'P1' ? envelopes : 0,
    denials: 0,
    auditRecords: controls.audit === 'L0' ? 0 : envelopes,
    auditDropped: 0,
    approvals: 0,
  }
  const digest = hex(column, agents, trial)
  return {
    ...header,
    kind: 'completed',
    digest,
    effectsDigest: hex(column + 100, agents, trial),
    proofDigest: hex(column + 200, agents, trial),
    organisation: { teams, departments, divisions },
    tasks: {
      offered,
      completed,
      failed,
      censored,
      right: completed,
      wrong: 0,
      synthesesRight: departments * 2,
      synthesesWrong: 0,
    },
    intrinsic,
    ...(sealed === 0
      ? {}
      : { startUp: exampleStartUp(intrinsic.handshakes, intrinsic.enrolments) }),
    latency: latencyRecord(histogram),
    synthesis: {
      departments: departments * 2,
      divisions: divisions * 2,
      briefs: 2,
      stalenessP50Ms: 150_000 + 1_000 * column,
      briefStalenessP50Ms: 290_000 + 1_000 * column,
    },
    cost: exampleCost(planned, completed, envelopes, sealed),
    virtual: {
      seconds: EXAMPLE_WINDOW_S,
      events: 40 * completed,
      windows: 6_000,
      crossShardMessages: departments > 1 ? completed : 0,
    },
    ...(planned.purpose === 'main'
      ? { containment: exampleContainment(planned, departments) }
      : {}),
    validity: {
      valid: true,
      conditions: [
        {
          name: 'tasks-add-up',
          holds: true,
          detail: `${offered} offered = ${completed} completed + ${failed} failed + ${censored} censored`,
        },
      ],
    },
  }
}

function hex(a: number, b: number, c: number): string {
  return [0, 1, 2, 3]
    .map((part) =>
      deriveSeed(EXAMPLE_SEED, part, a, b * 8 + c)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('')
}
