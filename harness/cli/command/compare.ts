/** `muster compare`: two stored runs, or two sides that are run now, in turns. */
import { compareRuns, type ComparedRun } from '../../../results/compare/compare-runs.ts'
import type { ComparisonDocument } from '../../../results/compare/comparison-document.ts'
import { comparisonJunit } from '../../../results/compare/junit.ts'
import { comparisonMarkdown } from '../../../results/compare/markdown.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { type CompareFlags, type Format, readCompareFlags } from '../compare/options.ts'
import { readSide } from '../compare/read-side.ts'
import type { RawFlags } from '../flags.ts'
import { comparisonText } from '../report/comparison.ts'

const SIDE_FLAGS = ['a', 'b', 'binA', 'binB', 'trials', 'seed', 'out'] as const

/** Returns the exit code: 3 if a gate was asked for and does not hold. */
export async function compareCommand(
  folders: readonly [string | undefined, string | undefined],
  raw: RawFlags,
): Promise<number> {
  const flags = readCompareFlags(raw)
  if (raw['run'] === undefined) return print(await compareStored(folders, raw, flags), flags.format)
  if (folders[0] !== undefined) {
    throw new MusterError('USAGE', 'folders of runs and --run are two ways to compare', {
      where: folders[0],
      hint: 'muster compare <a> <b>, or muster compare --run <workload> --a … --b …',
    })
  }
  const { interleaveSides } = await import('../compare/interleave.ts')
  const ended = await interleaveSides(raw)
  if (ended === undefined) return EXIT.interrupted
  return print(compared(ended.a, ended.b, flags, true), flags.format)
}

async function compareStored(
  [a, b]: readonly [string | undefined, string | undefined],
  raw: RawFlags,
  flags: CompareFlags,
): Promise<ComparisonDocument> {
  if (a === undefined || b === undefined) {
    throw new MusterError('USAGE', `missing required argument '${a === undefined ? 'a' : 'b'}'`, {
      where: a === undefined ? 'a' : 'b',
      hint: 'name the folders of two runs, or run both sides now: --run <workload> --a … --b …',
    })
  }
  const stray = SIDE_FLAGS.find((name) => raw[name] !== undefined)
  if (stray !== undefined) {
    throw new MusterError('USAGE', 'two stored runs are what they are', {
      where: `--${stray.replace(/([A-Z])/, (letter) => `-${letter.toLowerCase()}`)}`,
      hint: 'leave it out, or run both sides now with --run <workload>',
    })
  }
  return compared(await readSide(a), await readSide(b), flags, false)
}

function compared(
  a: ComparedRun,
  b: ComparedRun,
  flags: CompareFlags,
  interleaved: boolean,
): ComparisonDocument {
  const [one, other] = [a.manifest.workload, b.manifest.workload]
  if (one.digest !== other.digest && !flags.allowDifferentWorkloads) {
    throw new MusterError('NOT_COMPARABLE', 'the two runs are of different workloads', {
      where: b.from,
      hint: `${one.name} ${one.digest.slice(0, 16)} and ${other.name} ${other.digest.slice(0, 16)}; --allow-different-workloads shows the figures side by side and judges none`,
    })
  }
  return compareRuns(a, b, { ...flags, interleaved })
}

function print(document: ComparisonDocument, format: Format): number {
  process.stdout.write(FORMATTERS[format](document))
  return document.gate === null || document.gate.holds ? EXIT.done : EXIT.doesNotHold
}

const FORMATTERS: Readonly<Record<Format, (document: ComparisonDocument) => string>> = {
  text: comparisonText,
  markdown: comparisonMarkdown,
  json: (document) => `${JSON.stringify(document)}\n`,
  junit: comparisonJunit,
}
