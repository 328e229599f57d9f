/** The hosts of a run with charged CPU time, for one of its trials. */
import type { HostsRecord } from '../../results/cost-table.ts'
import type { HostLoad } from '../engine/host-load.ts'
import { MusterError } from '../kernel/errors.ts'
import type { Organisation } from '../world/organisation.ts'

/** Throws KERNEL_MISUSE for an entrant without costs: tables are checked before the first trial. */
export function hostLoadFor(
  hosts: HostsRecord,
  entrant: string,
  organisation: Organisation,
): HostLoad {
  const { cores, departmentsPerHost, table } = hosts
  const row = table.rows.find((one) => one.entrant === entrant)
  if (row === undefined) throw new MusterError('KERNEL_MISUSE', `${entrant} has no costs`)
  return { cores, cellsPerHost: departmentsPerHost ?? organisation.cells, costs: row.costs }
}

/** At most one thread for each host: the cells of a host stay together. */
export function shardsOnHosts(
  shards: number,
  hosts: HostsRecord | undefined,
  organisation: Organisation,
): number {
  if (hosts === undefined) return shards
  const { departmentsPerHost = organisation.cells } = hosts
  return Math.min(shards, Math.ceil(organisation.cells / departmentsPerHost))
}
