/** `containment.csv`: what the incident did in each entrant and size. */
import type { IncidentRow } from '../summary/incident.ts'
import { censoredTime, type Columns, keyColumns, plain, spread, tableToCsv } from './columns.ts'

/** Incident rows as CSV. */
export function containmentCsv(rows: readonly IncidentRow[]): string {
  return tableToCsv(TABLE, rows)
}

const TABLE: readonly Columns<IncidentRow>[] = [
  keyColumns(),
  plain('scenario', (row) => row.scenario),
  plain('place', (row) => row.place),
  plain('n', (row) => row.n),
  plain('failedTrials', (row) => row.failedTrials),
  plain('posted', (row) => row.posted),
  plain('horizonMin', (row) => row.horizonMin),
  censoredTime('detect', (row) => row.detect),
  censoredTime('contain', (row) => row.contain),
  spread('audience', (row) => row.audience),
  spread('peopleExposed', (row) => row.peopleExposed),
  spread('exposureMinutes', (row) => row.exposureMinutes),
  spread('blastRadiusAgents', (row) => row.blastRadiusAgents),
  spread('blastRadiusDepartments', (row) => row.blastRadiusDepartments),
  spread('taintedResults', (row) => row.taintedResults),
  spread('taintedSyntheses', (row) => row.taintedSyntheses),
  plain('reachedApexShare', (row) => row.reachedApexShare),
  plain('worstStage', (row) => row.worstStage),
  spread('alerts', (row) => row.alerts),
  spread('falseAlerts', (row) => row.falseAlerts),
  spread('falseQuarantines', (row) => row.falseQuarantines),
  spread('failedTasks', (row) => row.failedTasks),
  spread('failedShare', (row) => row.failedShare),
  spread('purgedMessages', (row) => row.purgedMessages),
  spread('agentMinutesOffline', (row) => row.agentMinutesOffline),
]
