/** Figure: damage of the incident against the collateral of stopping it. */
import { damageChart, type DamageRow } from '../chart/damage.ts'
import { linearAxis } from '../chart/scale.ts'
import { formatCount, formatNumber } from '../format.ts'
import { type Figure, words } from './figure.ts'
import { spreadCell } from './incident-cells.ts'
import type { RunView } from './run-view.ts'

/** Damage against collateral, one panel a profile, at the largest size. */
export function damageFigure(view: RunView): Figure {
  const cells = view.cells.filter((cell) => cell.agents === view.largest)
  const rows = cells.flatMap((cell): Array<DamageRow & { readonly profile: string }> => {
    const collateral = cell.incident?.failedTasks.median ?? null
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
    lede: 'Containment is not free: quarantining an agent fails benign work that was on its desk. Up: people exposed. Right: benign tasks that failed after the command. Medians of the trials; lower left is where nobody was harmed by either.',
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
                xTitle: 'benign tasks failed after the command',
                yTitle: 'people exposed',
                description: `Damage against collateral${size}, profile ${profile}: ${own
                  .map(
                    (row) =>
                      `${row.series} ${formatCount(row.damage)} people exposed, ${formatNumber(row.collateral)} benign tasks failed`,
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
      caption: `Damage and collateral${size}`,
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'People exposed', numeric: true },
        { title: 'Tasks failed after the command', numeric: true },
        { title: 'Messages purged', numeric: true },
      ],
      rows: cells.map((cell) => ({
        architecture: cell.architecture,
        profile: cell.profile,
        agents: cell.agents,
        slot: cell.series.slot,
        cells: [
          words(cell.entrant),
          spreadCell(cell, cell.incident?.peopleExposed),
          spreadCell(cell, cell.incident?.failedTasks),
          spreadCell(cell, cell.incident?.purgedMessages),
        ],
      })),
    },
  }
}
