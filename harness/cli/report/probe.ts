/** The tables of `muster probe`. */
import type { Quartiles } from '../../../results/stats/shares.ts'
import type { ProbeBreakEven } from '../../probe/auth-cases.ts'
import type { ProbeDocument, ProbeLevel, ProbeRow } from '../../probe/probe.ts'
import { alignColumns } from './table.ts'

/** Everything that was measured and what follows from it, with its inputs and assumptions. */
export function describeProbe(document: ProbeDocument): string {
  const { machine, options, assumptions } = document
  const { modelProfile, modelCallMs, outputTokens, messagesPerDecision } = assumptions
  return [
    `${machine.node}, ${machine.platform}, ${machine.cpuModel}, ${machine.cpus} cores, load ${machine.loadBefore.toFixed(2)}\n` +
      `${count(options.agents)} agents with keys of their own, in shuffled order; one core\n`,
    rowsTable('primitive', document.rows),
    rowsTable('stage', document.rows),
    levelsTable(document.levels),
    `added: a message less one on the bare path, median (p25 – p75)\n` +
      `model call: share of a message with the model call that answers it, ${modelProfile} (simulated), ` +
      `${count(modelCallMs)} ms at the median with ${outputTokens} output tokens\n` +
      `core: share of one core at so many decisions a day with ${messagesPerDecision} messages each\n`,
    breakEvenTable(document.breakEven),
    'break-even: messages of a pair from which a session costs less than signatures,\n' +
      'm* = C_setup / (C_signature − C_mac), µs; intervals combine the quartiles so that they are widest\n' +
      'known: both agents enrolled before; new: both have to be enrolled for their first message\n',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function rowsTable(group: ProbeRow['group'], rows: readonly ProbeRow[]): string {
  const header = [group, 'state', 'median', 'p25 – p75', 'per second', 'samples', '× bare']
  const lines = rows
    .filter((row) => row.group === group)
    .map((row) => [
      row.name,
      row.state,
      duration(row.medianNs),
      `${duration(row.p25Ns)} – ${duration(row.p75Ns)}`,
      count(row.opsPerSecond),
      row.batch === 1 ? count(row.samples) : `${count(row.samples)} of ${count(row.batch)}`,
      digits(row.timesBare),
    ])
  return alignColumns([header, ...lines])
}

function levelsTable(levels: readonly ProbeLevel[]): string {
  const loads = levels[0]?.shareOfCore ?? []
  const header = [
    'auth',
    'added µs',
    '× bare',
    'of a model call',
    ...loads.map(({ decisionsPerDay }) => `of a core, ${count(decisionsPerDay / 1e6)} M/day`),
  ]
  const lines = levels.map((level) => [
    level.level,
    spread(level.addedUs),
    digits(level.timesBare),
    percent(level.shareOfModelCall.median),
    ...level.shareOfCore.map(({ share }) => percent(share.median)),
  ])
  return alignColumns([header, ...lines])
}

function breakEvenTable(rows: readonly ProbeBreakEven[]): string {
  const header = ['break-even', 'agents', 'm*', 'interval', 'C_setup', 'C_signature', 'C_mac']
  const lines = rows.map(({ session, signing, agents, result, setupUs, signatureUs, macUs }) => [
    `${session} against ${signing}`,
    agents,
    result.kind === 'never' ? 'never' : digits(result.messages),
    result.kind === 'never'
      ? '–'
      : `${digits(result.low)} – ${result.high === null ? 'no bound' : digits(result.high)}`,
    spread(setupUs),
    spread(signatureUs),
    spread(macUs),
  ])
  return rows.length === 0 ? '' : alignColumns([header, ...lines])
}

function spread({ p25, median, p75 }: Quartiles): string {
  if (p25 === p75) return digits(median)
  return `${digits(median)} (${digits(p25)} – ${digits(p75)})`
}

function duration(ns: number): string {
  return ns < 1_000 ? `${digits(ns)} ns` : `${digits(ns / 1_000)} µs`
}

/** Shares of a model call are far below a percent. */
function percent(share: number): string {
  const value = share * 100
  return `${Math.abs(value) >= 0.001 || value === 0 ? digits(value) : value.toExponential(1)} %`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** Three significant digits; whole from 100. */
function digits(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) >= 100 ? count(value) : value.toPrecision(3)
}
