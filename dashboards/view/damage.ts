/** Figure: damage of the incident against the collateral of stopping it. */
import type { Spread } from '../../results/summary/incident.ts'
import { damageChart, type DamageRow } from '../chart/damage.ts'
import { linearAxis } from '../chart/scale.ts'
import { formatCount, formatNumber } from '../format.ts'
import { type Figure, words } from './figure.ts'
import { scaleSpread, spreadCell } from './incident-cells.ts'
import type { CellView, RunView } from './run-view.ts'

/** Benign work that quarantine costs: agents that are offline, in virtual hours. */
function offlineHours(cell: CellView): Spread | undefined {
  return scaleSpread(cell.incident?.agentMinutesOffline, 1 / 60)
}

/** Damage against collateral, one panel a profile, at the largest size. */
export function damageFigure(view: RunView): Figure {
  const cells = view.cells.filter((cell) => cell.agents === view.largest)
  const rows = cells.flatMap((cell): Array<DamageRow & { readonly profile: string }> => {
    const collateral = offlineHours(cell)?.median ?? null
    const damage = cell.incident?.peopleExposed.median ?? null
    if (collateral === null || damage === null) return []
    const { name: series } = cell.series
    return [{ series, profile: cell.profile, collateral, damage }]
  })
  const x = linearAxis(rows.map((row) => row.collateral))
  const y = linearAxis(
    rows.map((row) => row.damage),
    4,
  )
  const size = view.largest === undefined ? '' : ` at ${formatCount(view.largest)} agents`
  return {
    id: 'damage',
    title: `Damage against collateral${size}`,
    lede: 'Containment is not free: an agent in quarantine does no work. Up: people exposed. Right: agent-hours taken offline by quarantine, in virtual time from the command to the end of the horizon, so an earlier command costs more of them, and an incident that nobody contained costs none. Medians of the trials; entrants that coincide share a grey dot and are listed beside it. Benign tasks that failed and messages that were purged are in the table.',
    panels: view.profiles.flatMap((profile) => {
      const own = rows.filter((row) => row.profile === profile)
      if (own.length === 0) return []
      return [
        {
          heading: profile,
          profile,
          draw: (layout) =>
            damageChart(
              {
                series: view.series.filter((one) => own.some((row) => row.series === one.name)),
                rows: own,
                x,
                y,
                xTitle: 'agent-hours offline by quarantine',
                yTitle: 'people exposed',
                description: `Damage against collateral${size}, profile ${profile}: ${own
                  .map(
                    (row) =>
                      `${row.series} ${formatNumber(row.damage)} people exposed, ${formatNumber(row.collateral)} agent-hours offline`,
                  )
                  .join('; ')}.`,
              },
              layout,
            ),
        },
      ]
    }),
    notes: rows.length === 0 ? ['Not run: no trial of this run has an incident.'] : [],
    table: {
      caption: 'Damage and collateral, all sizes',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'People exposed', numeric: true },
        { title: 'Agent-hours offline', unit: 'by quarantine', numeric: true },
        { title: 'Quarantined wrongly', unit: 'agents', numeric: true },
        { title: 'Benign tasks failed', unit: 'after the command', numeric: true },
        { title: 'Messages purged', numeric: true },
      ],
      rows: view.cells
        .filter((cell) => cell.row === undefined || cell.incident !== undefined)
        .map((cell) => ({
          architecture: cell.architecture,
          profile: cell.profile,
          agents: cell.agents,
          slot: cell.series.slot,
          cells: [
            words(cell.entrant),
            { text: formatCount(cell.agents), sort: cell.agents },
            spreadCell(cell, cell.incident?.peopleExposed),
            spreadCell(cell, offlineHours(cell)),
            spreadCell(cell, cell.incident?.falseQuarantines),
            spreadCell(cell, cell.incident?.failedTasks),
            spreadCell(cell, cell.incident?.purgedMessages),
          ],
        })),
    },
  }
}
