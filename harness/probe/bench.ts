/**
 * `npm run bench [-- --json] [--rounds N]`: the harness measures itself. Everything in one process, in
 * turns, as medians; one table with ratios and targets. Exits with 3 when a target does not hold.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { EXIT } from '../kernel/errors.ts'
import { type BenchRow, format, runInTurns } from './bench-case.ts'
import { kernelCases } from './kernel-bench.ts'
import { idleRow, meshCase } from './mesh-bench.ts'
import { nullCases } from './null-bench.ts'
import { partRows } from './parts-bench.ts'

const DEFAULT_ROUNDS = 5
const PART_MS = 250

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
  },
})
const rounds = Math.max(1, Math.trunc(Number(values.rounds)) || DEFAULT_ROUNDS)
const progress = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

progress('idle memory')
// First, while the heap is small and nothing has been compiled for other shapes.
const idle = [idleRow(78_000), idleRow(1_000_000)]
const speed = await runInTurns([...kernelCases(), ...nullCases(), meshCase()], rounds, progress)
progress('parts')
const rows = [...speed, ...idle, ...partRows(PART_MS)]

if (values.json) {
  const machine = { node: process.version, cpu: cpus()[0]?.model.trim() ?? 'unknown', rounds }
  process.stdout.write(`${JSON.stringify({ ...machine, rows }, undefined, 2)}\n`)
} else {
  process.stdout.write(table(rows))
}
process.exitCode = rows.every((row) => row.holds !== false) ? EXIT.done : EXIT.doesNotHold

function table(lines: readonly BenchRow[]): string {
  const cells = lines.map((row) => [
    row.name,
    `${format(row.value)} ${row.unit}`,
    row.lowest === row.highest ? '' : `${format(row.lowest)} … ${format(row.highest)}`,
    row.target ?? '',
    row.holds === undefined ? '' : row.holds ? 'holds' : 'does not hold',
  ])
  const head = ['what', 'median', 'range', 'target', '']
  const widths = head.map((title, at) =>
    Math.max(title.length, ...cells.map((line) => (line[at] as string).length)),
  )
  const print = (line: readonly string[]): string =>
    `${line
      .map((cell, at) => cell.padEnd(widths[at] as number))
      .join('  ')
      .trimEnd()}\n`
  return print(head) + print(widths.map((width) => '-'.repeat(width))) + cells.map(print).join('')
}
