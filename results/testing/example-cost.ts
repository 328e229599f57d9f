/** What a trial of the synthetic run cost: by its entrant's traits, with noise that the trial's entrants share. */
import { normal, purpose } from '../../harness/kernel/random.ts'
import type { CostRecord } from '../record.ts'
import { EXAMPLE_SEED, type ExampleCell } from './example-cell.ts'

/** Virtual time of the benign window. */
export const EXAMPLE_WINDOW_S = 600

const NOISE = purpose('example-noise')
const HOST = purpose('example-host')

/** Of so many completed tasks, envelopes and sealed envelopes. */
export function exampleCost(
  { traits, column, agents, trial, controls }: ExampleCell,
  completed: number,
  envelopes: number,
  sealed: number,
): CostRecord {
  // A trial's host noise is shared by its entrants, which is what makes pairing worth while.
  const shared = 0.05 * normal(EXAMPLE_SEED, HOST, trial)
  const own =
    0.015 * normal(EXAMPLE_SEED, NOISE, trial, column, agents, controls.auth.charCodeAt(1))
  const perSeal = controls.auth === 'A3' ? 110 : 4
  const perRecord = controls.policy === 'P1' ? 2.5 : 0
  const growth = 1 + 0.04 * Math.log10(agents / 78)
  const pure = traits.cpuUsPerTask * growth + (sealed * perSeal + envelopes * perRecord) / completed
  const cpuUsPerTask = pure * Math.exp(shared + own)
  const cpuUs = cpuUsPerTask * completed
  const passes = Math.max(1, Math.ceil(500_000 / cpuUs))
  const cpuS = (cpuUs * passes) / 1e6
  const wallS = cpuS / 1.7
  return {
    cpuS,
    wallS,
    passes,
    tasksPerCpuS: 1e6 / cpuUsPerTask,
    tasksPerS: (completed * passes) / wallS,
    cpuUsPerTask,
    cpuUsPerEnvelope: envelopes === 0 ? null : cpuUs / envelopes,
    coresToKeepUp: cpuUs / 1e6 / EXAMPLE_WINDOW_S,
    setupCpuS: agents * 4e-6,
    setupWallS: agents * 3e-6,
    peakRssMiB: 160 + (agents * traits.idleBytesPerAgent) / 1_048_576,
    idleBytesPerAgent: traits.idleBytesPerAgent,
    gcMs: cpuS * 40,
    utilisation: 0.85,
  }
}
