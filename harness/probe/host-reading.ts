/** What the host does besides us, read in some 30 ms. */
import { readFileSync } from 'node:fs'
import { hostNowMs } from '../kernel/host-clock.ts'
import { currentLoad } from './environment.ts'

const SPINS = 12
const SPIN_ROUNDS = 1_000_000
/** user nice system idle iowait irq softirq steal: proc_stat(5). */
const TICKS = 8
const STEAL = 7

/** Load, speed and stolen time of the host at this moment; a `HostReading`. */
export function readHost(statFile = '/proc/stat') {
  return { load: currentLoad(), spinMs: fastestSpinMs(), ...readTicks(statFile) }
}

/** The fastest of a few runs, so that being interrupted does not count, but a slower clock does. */
function fastestSpinMs(): number {
  let fastest = Infinity
  for (let nth = 0; nth < SPINS; nth++) {
    const start = hostNowMs()
    let state = nth + 1
    for (let round = 0; round < SPIN_ROUNDS; round++) state = (Math.imul(state, 48_271) + 11) | 0
    const ms = hostNowMs() - start
    // The state is looked at, so that the loop cannot be left out.
    if (ms < fastest && state !== 0.5) fastest = ms
  }
  return fastest
}

function readTicks(statFile: string): { stealTicks?: number; allTicks?: number } {
  try {
    const [line = ''] = readFileSync(statFile, 'utf8').split('\n')
    const ticks = line
      .trim()
      .split(/\s+/)
      .slice(1, TICKS + 1)
      .map(Number)
    const stealTicks = ticks[STEAL]
    if (stealTicks === undefined || !ticks.every(Number.isFinite)) return {}
    return { stealTicks, allTicks: ticks.reduce((sum, one) => sum + one, 0) }
  } catch {
    // Not Linux.
    return {}
  }
}
