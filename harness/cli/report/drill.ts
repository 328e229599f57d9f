/** The crash matrix of `muster drill`. */
import type { DrillDocument, DrillRow } from '../../drill/drill-document.ts'
import { alignColumns } from './table.ts'

/** One line for each crash, and what the words mean. */
export function describeDrill({
  rows,
  agents,
  killedAtUs,
  failsOpenByDefault,
}: DrillDocument): string {
  const header = [
    'control',
    'level',
    'killed',
    'behaviour',
    'accepted',
    'refused',
    'broken in the record',
  ]
  const table = alignColumns([header, ...rows.map(line)])
  const open =
    failsOpenByDefault === 0
      ? 'no control fails open by default\n'
      : `${failsOpenByDefault} of ${rows.length} fail open by default\n`
  return (
    `mesh, ${agents} agents, one trial a line; killed ${Math.round(killedAtUs / 60_000_000)} virtual minutes in, in every cell\n\n` +
    `${table}\n` +
    'accepted: messages that went on after the crash without the control; for approvals, actions without a decision\n' +
    'fails closed: none did, but for those within the control’s declared window, which are given after a +\n' +
    'degrades: the control has no say in single messages, so they went on, and the trial is not valid\n' +
    'fails open: messages went on that the control should have stopped\n\n' +
    open
  )
}

function line(row: DrillRow): string[] {
  const { control, level, how, behaviour, chosen, after, says } = row
  const window = after.inWindow === 0 ? '' : ` + ${after.inWindow}`
  const refused = Object.entries(after.refused).map(([reason, count]) => `${count} ${reason}`)
  return [
    control,
    level,
    how,
    chosen === null ? behaviour : `${behaviour}, as ${chosen} says`,
    `${after.accepted}${window}`,
    refused.length === 0 ? '0' : refused.join(', '),
    says ?? 'nothing',
  ]
}
