/**
 * Runs two sides in turns, in one job: in each block both sides run one trial of each cell under the same
 * seed, in random order, each in a process of its own. So what the host does meets both alike, and host
 * figures pair by block.
 */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../../results/make-folder.ts'
import type { ComparedRun } from '../../../results/compare/compare-runs.ts'
import { notWritable } from '../../../results/durable-write.ts'
import { hostDoubt } from '../../../results/host-doubt.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { purpose, shuffle } from '../../kernel/random.ts'
import { type RawFlags, readText, readWhole } from '../flags.ts'
import { listenForInterruption } from '../run/interruption.ts'
import { RUNS_FOLDER } from '../run/run-folder.ts'
import { readSide } from './read-side.ts'
import { readSideFlags, type Side } from './side.ts'

const ORDER = purpose('compare.order')
const USUAL_BLOCKS = 5
const MOST_BLOCKS = 1_000
const MAX_SEED = 2 ** 32 - 1 - MOST_BLOCKS

/** Codes of a run that ended with figures, though an objective or a trial may not hold. */
const ENDED: readonly (number | null)[] = [EXIT.done, EXIT.doesNotHold, EXIT.notValid]

/** Undefined if it was interrupted. Throws USAGE, RUN_EXISTS, OUT_NOT_WRITABLE, or a side's error. */
export async function interleaveSides(
  raw: RawFlags,
): Promise<{ readonly a: ComparedRun; readonly b: ComparedRun } | undefined> {
  const { stderr } = process
  const sides = [readSideFlags(raw, 'a'), readSideFlags(raw, 'b')] as const
  // At least two: one block has no interval.
  const blocks = readWhole(raw, 'trials', 2, MOST_BLOCKS) ?? USUAL_BLOCKS
  const seed = readWhole(raw, 'seed', 0, MAX_SEED) ?? 1
  const source = readText(raw, 'run') as string
  const dir = await takeFolder(readText(raw, 'out'))
  const interruption = listenForInterruption(() => stderr.write('interrupted\n'))
  try {
    for (let block = 0; block < blocks; block++) {
      const order = orderOf(sides, seed, block)
      const names = order.map(({ name }) => name.toUpperCase()).join(', then ')
      stderr.write(`block ${block + 1} of ${blocks}: ${names}\n`)
      for (const side of order) {
        const words = ['--trials', '1', '--seed', String(seed + block), '--out']
        const args = ['run', source, ...side.words, ...words, blockFolder(dir, side, block)]
        const code = await runSide(side, args, interruption.signal)
        if (interruption.signal.aborted) return undefined
        if (!ENDED.includes(code)) throw sideFailed(side, args, code)
      }
    }
    stderr.write(`the runs of both sides are in ${dir}\n`)
    return { a: await joined(dir, sides[0], blocks), b: await joined(dir, sides[1], blocks) }
  } finally {
    interruption.stop()
  }
}

/** Random for every second block, and turned round for the next, so that neither side is mostly first. */
export function orderOf<T>(sides: readonly T[], seed: number, block: number): readonly T[] {
  const order = shuffle(sides, seed, ORDER, Math.floor(block / 2))
  return block % 2 === 0 ? order : order.toReversed()
}

function blockFolder(dir: string, { name }: Side, block: number): string {
  return join(dir, `${name}-${block + 1}`)
}

/** Progress of the child is left out; only what it says when it fails is shown. */
function runSide(side: Side, args: readonly string[], signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [side.main, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
    const stop = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', stop, { once: true })
    child.on('error', reject)
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop)
      if (!ENDED.includes(code) && !signal.aborted) process.stderr.write(said)
      resolve(code)
    })
  })
}

function sideFailed(side: Side, args: readonly string[], code: number | null): MusterError {
  return new MusterError(
    code === EXIT.usage ? 'USAGE' : 'TRIAL_FAILED',
    `side ${side.name.toUpperCase()} ended with ${code === null ? 'a signal' : `exit code ${code}`}, so there is nothing to compare`,
    { where: `--${side.name}`, hint: `what it ran: node ${side.main} ${args.join(' ')}` },
  )
}

/** The blocks of a side as one run, with a trial for each block. */
async function joined(dir: string, side: Side, blocks: number): Promise<ComparedRun> {
  const runs: ComparedRun[] = []
  for (let block = 0; block < blocks; block++) {
    runs.push(await readSide(blockFolder(dir, side, block)))
  }
  const { manifest } = runs[0] as ComparedRun
  const { chainHead: _head, objectives: _objectives, validity: _validity, ...rest } = manifest
  return {
    from: side.text,
    manifest: { ...rest, trials: blocks, planned: manifest.planned * blocks },
    trials: runs.flatMap(({ trials }, block) =>
      trials.map((trial) => ({ ...trial, trial: block })),
    ),
    warnings: [
      ...new Set(
        runs.flatMap((run, block) => {
          const doubt = hostDoubt(run.manifest)
          return [...run.warnings, ...(doubt === undefined ? [] : [`block ${block + 1}: ${doubt}`])]
        }),
      ),
    ],
  }
}

/** Makes the folder, or takes one that is empty. */
async function takeFolder(out: string | undefined): Promise<string> {
  const stamp = hostTimestamp().replaceAll(':', '-').replace(/\..*/, '')
  const dir = out ?? join(RUNS_FOLDER, `compare-${stamp}`)
  const there = await makeFolder(dir)
    .then(() => readdir(dir))
    .catch((error: unknown) => {
      throw notWritable(error, dir)
    })
  if (there.length === 0) return dir
  throw new MusterError('RUN_EXISTS', `the folder is not empty (${there[0]})`, {
    where: dir,
    hint: 'choose another folder with --out',
  })
}
