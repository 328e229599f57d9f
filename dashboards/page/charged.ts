/** Whether CPU time is in the latencies, on which hosts, and by which costs. */
import type { HostsRecord } from '../../results/cost-table.ts'
import { formatCount } from '../format.ts'

/** What a reader must know before any latency. */
export function chargedWords(hosts: HostsRecord): string {
  return `CPU time is charged: work takes time on simulated hosts of ${coresOf(hosts)}, ${packingOf(hosts)}, so latencies include it. ${costsOf(hosts)}, simulated hosts. CPU figures of the machine include what the charging takes.`
}

/** Nothing for a run whose work takes no virtual time, as for runs of before it could be charged. */
export function chargedFacts(hosts: HostsRecord | undefined): [string, string][] {
  if (hosts === undefined) return []
  const { table, costsDigest } = hosts
  return [
    ['CPU time', `charged to simulated hosts of ${coresOf(hosts)}, ${packingOf(hosts)}`],
    [
      'Costs of work',
      `${costsOf(hosts)}, of ${formatCount(table.rows.length)} entrants, in cost-table.json; digest ${costsDigest}`,
    ],
  ]
}

function coresOf({ cores }: HostsRecord): string {
  return cores === 1 ? '1 core' : `${formatCount(cores)} cores`
}

function packingOf({ departmentsPerHost }: HostsRecord): string {
  if (departmentsPerHost === undefined) return 'one for the whole organisation'
  return departmentsPerHost === 1
    ? 'one for each department'
    : `one for ${formatCount(departmentsPerHost)} departments`
}

function costsOf({ costsFrom }: HostsRecord): string {
  return costsFrom === 'measured'
    ? 'Costs measured on this machine before the trials'
    : 'Costs given in a table'
}
