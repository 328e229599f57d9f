/** In what two runs differ, besides what they measured. */
import type { RunManifest } from '../record.ts'
import type { Difference } from './comparison-document.ts'

/** Machine, Node, package and hosts, in the order in which they are shown; empty if nothing differs. */
export function differencesOf(a: RunManifest, b: RunManifest): Difference[] {
  const of = (
    kind: Difference['kind'],
    what: string,
    pick: (run: RunManifest) => unknown,
  ): Difference[] => {
    const [inA, inB] = [shown(pick(a)), shown(pick(b))]
    return inA === inB ? [] : [{ what, a: inA, b: inB, kind }]
  }
  return [
    ...of('machine', 'Node', ({ environment }) => environment.node),
    ...of('machine', 'platform', ({ environment }) => environment.platform),
    ...of('machine', 'CPU', ({ environment }) => environment.cpuModel),
    ...of('machine', 'cores', ({ environment }) => environment.cpus),
    ...of('machine', 'memory', ({ environment }) => {
      const { memoryGiB, memoryLimitGiB } = environment
      return `${(memoryLimitGiB ?? memoryGiB).toFixed(1)} GiB`
    }),
    ...of('machine', 'NODE_OPTIONS', ({ environment }) => environment.nodeOptions),
    ...of('machine', 'threads', (run) => run.threads),
    ...of('code', 'muster', ({ harness }) => harness.version),
    ...of('code', 'commit', ({ harness }) => harness.commit),
    ...of('code', 'uncommitted changes', ({ harness }) => (harness.dirty ? 'yes' : 'no')),
    ...of('code', 'package-lock', ({ harness }) => harness.lockDigest?.slice(0, 12)),
    ...of('code', 'charged CPU time', ({ hosts }) =>
      hosts === undefined
        ? 'none'
        : `${hosts.cores} cores for ${hosts.departmentsPerHost ?? 'all'} departments, costs ${hosts.costsDigest.slice(0, 12)}`,
    ),
  ]
}

function shown(value: unknown): string {
  return value === undefined ? 'unknown' : value === '' ? 'none' : String(value)
}
