/** `break-even.csv`, `start-up.csv` and `denominators.csv`: what trust costs, beside `auth.csv`. */
import type { Quartiles } from '../stats/shares.ts'
import type { BreakEvenRow } from '../summary/break-even.ts'
import type { DenominatorRow } from '../summary/denominators.ts'
import type { StartUpRow } from '../summary/start-up.ts'
import { type Columns, keyColumns, plain, spread, tableToCsv } from './columns.ts'

/** Sessions against signatures, from the probe's costs. */
export function breakEvenCsv(rows: readonly BreakEvenRow[]): string {
  return tableToCsv<BreakEvenRow>(
    [
      plain('session', (row) => row.session),
      plain('signing', (row) => row.signing),
      plain('agents', (row) => row.agents),
      quartiles('setupUs', (row) => row.setupUs),
      quartiles('macUs', (row) => row.macUs),
      quartiles('signatureUs', (row) => row.signatureUs),
      plain('breakEvenMessages', ({ breakEven: at }) => (at.kind === 'never' ? null : at.messages)),
      plain('breakEvenLeast', ({ breakEven: at }) => (at.kind === 'never' ? null : at.low)),
      plain('breakEvenMost', ({ breakEven: at }) => (at.kind === 'never' ? null : at.high)),
    ],
    rows,
  )
}

/** The storm at start-up, without its minutes: those are in `cells.jsonl`. */
export function startUpCsv(rows: readonly StartUpRow[]): string {
  return tableToCsv<StartUpRow>(
    [
      keyColumns(),
      plain('purpose', (row) => row.purpose),
      plain('level', (row) => row.level),
      plain('n', (row) => row.n),
      plain('minutes', (row) => row.minutes),
      spread('handshakes', (row) => row.handshakes),
      spread('peakHandshakes', (row) => row.peak),
      spread('enrolments', (row) => row.enrolments),
      quartiles('cpuS', (row) => row.cpuS),
    ],
    rows,
  )
}

/** One cost over three denominators. */
export function denominatorsCsv(rows: readonly DenominatorRow[]): string {
  return tableToCsv<DenominatorRow>(
    [
      plain('level', (row) => row.level),
      quartiles('addedUs', (row) => row.addedUs),
      plain('timesBare', (row) => row.timesBare),
      plain('modelCallMs', (row) => row.modelCallMs),
      quartiles('shareOfModelCall', (row) => row.shareOfModelCall),
      plain('fewestMessagesEntrant', (row) => row.fewest?.entrant ?? null),
      plain('fewestMessages', (row) => row.fewest?.messages ?? null),
      plain('leastShareOfCore', (row) => row.leastShareOfCore),
      plain('mostMessagesEntrant', (row) => row.most?.entrant ?? null),
      plain('mostMessages', (row) => row.most?.messages ?? null),
      plain('mostShareOfCore', (row) => row.mostShareOfCore),
    ],
    rows,
  )
}

/** `name` (the median), `nameP25`, `nameP75`. */
function quartiles<R>(name: string, pick: (row: R) => Quartiles | null): Columns<R> {
  return {
    names: [name, `${name}P25`, `${name}P75`],
    values: (row) => {
      const found = pick(row)
      return found === null ? [null, null, null] : [found.median, found.p25, found.p75]
    },
  }
}
