/** A made-up search for capacities, with every way in which one can end. For tests of the page. */
import {
  CAPACITY_SCHEMA,
  type CapacityDocument,
  type CapacityPoint,
  type CapacityRecord,
  type CapacityVerdict,
} from '../capacity-record.ts'

const TEAMS = 13
/** Of an unloaded task. */
const P50_MS = 4_200

/** Latencies of a queue whose capacity is `places` tasks per team and hour. */
function point(perTeamPerHour: number, places: number): CapacityPoint {
  const load = perTeamPerHour / places
  const wait = load < 1 ? 1 / (1 - load) : Infinity
  const share = Math.min(1, 0.995 / load)
  const [passed, failed] = load < 0.95 ? [3, 0] : load > 1.03 ? [0, 7] : [4, 2]
  return {
    perTeamPerHour,
    perS: (perTeamPerHour * TEAMS) / 3600,
    passed,
    failed,
    unseen: 0,
    p50Ms: P50_MS * Math.min(wait, 30),
    p99Ms: share < 0.99 ? null : 3 * P50_MS * Math.min(wait, 20),
    completedShare: share,
    because: failed === 0 ? [] : ['taskLatencyMs p99 <= 120 s', 'the backlog grows'],
  }
}

function record(
  entrant: string,
  capacity: CapacityVerdict,
  points: readonly CapacityPoint[],
): CapacityRecord {
  const [name = '', profile = ''] = entrant.split('@')
  return {
    entrant,
    architecture: name.split(':')[0] ?? name,
    profile,
    agents: 78,
    teams: TEAMS,
    objectives: [
      'taskLatencyMs p50 < 60 s',
      'taskLatencyMs p99 <= 120 s',
      'completedShare >= 0.99',
    ],
    capacity,
    trials: points.reduce((sum, { passed, failed, unseen }) => sum + passed + failed + unseen, 0),
    points,
  }
}

const curve = (places: number): CapacityPoint[] =>
  [0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 1.02, 1.06, 1.25, 2, 4].map((load) =>
    point(load * places, places),
  )

/** Found, censored on either side, not monotone, and without evidence. */
export function exampleCapacity(): CapacityDocument {
  const unseen: CapacityPoint = {
    ...point(10, 40),
    passed: 0,
    unseen: 1,
    p50Ms: null,
    p99Ms: null,
    because: ['taskLatencyMs p99 <= 120 s: 12 tasks are too few, it needs 459; raise --tasks'],
  }
  return {
    schema: CAPACITY_SCHEMA,
    at: '2026-01-02T03:04:05.000Z',
    workload: { name: 'example', digest: 'a'.repeat(64) },
    warnings: ['left out: "tasksPerCpuS > 5" is a cost of this machine'],
    seed: 1,
    tasks: 2000,
    cpu: 'free',
    harness: { version: '0.1.0', commit: 'abc1234', dirty: false },
    machine: {
      node: 'v20.19.0',
      platform: 'linux x64',
      cpuModel: 'Example',
      cpus: 2,
      memoryGiB: 8,
      loadBefore: 0.1,
      nodeOptions: '',
    },
    records: [
      record('mesh@bare', { kind: 'found', low: 118, high: 127 }, curve(122)),
      record('crewai@bare', { kind: 'above', low: 90 }, curve(122).slice(0, 4)),
      record('crewai:hierarchical@bare', { kind: 'below', high: 12 }, curve(5).slice(9)),
      record('autogen@bare', { kind: 'not monotone', failedAt: 20, heldAt: 40 }, [
        ...curve(40).slice(0, 3),
        { ...point(22, 40), passed: 0, failed: 3, because: ['completedShare >= 0.99'] },
        point(36, 40),
      ]),
      record('langchain@bare', { kind: 'no evidence', at: 10 }, [unseen]),
    ],
  }
}
