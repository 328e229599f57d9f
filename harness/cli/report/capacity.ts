import type { CapacityRecord } from '../../../results/capacity-record.ts'
import { alignColumns } from './table.ts'

/** What was found, as a table with a line for each entrant and size. */
export function describeCapacity(records: readonly CapacityRecord[], cpu: string): string {
  const header = ['entrant', 'agents', 'tasks/team/h', 'tasks/s in all', 'trials', 'limited by']
  const rows = records.map((record) => [
    record.entrant,
    record.agents.toLocaleString('en-US'),
    boundsOf(record, 1),
    boundsOf(record, record.teams / 3600),
    String(record.trials),
    [...new Set(record.points.flatMap(({ because }) => because))].join('; ') || '–',
  ])
  const meaning =
    cpu === 'free'
      ? 'Work takes no time: this is the limit of the architecture and of the simulated model.'
      : 'Work takes the time that it took here, this harness and its simulated model included.'
  const held = [...new Set(records.flatMap(({ objectives }) => objectives))]
  return `${alignColumns([header, ...rows])}To hold: ${held.join('; ')}; and no backlog that grows.\n${meaning}\n`
}

function boundsOf({ capacity }: CapacityRecord, scale: number): string {
  const figure = (rate: number): string => String(Number((rate * scale).toPrecision(4)))
  switch (capacity.kind) {
    case 'found':
      return `${figure(capacity.low)} – ${figure(capacity.high)}`
    case 'above':
      return `at least ${figure(capacity.low)}`
    case 'below':
      return `below ${figure(capacity.high)}`
    case 'no evidence':
      return `no evidence at ${figure(capacity.at)}`
    case 'not monotone':
      return `fails at ${figure(capacity.failedAt)}, holds at ${figure(capacity.heldAt)}`
  }
}
