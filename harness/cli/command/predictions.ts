/** `muster predictions`: tests what was predicted before it was measured, and prints what became of it. */
import { join } from 'node:path'
import { writeFileDurably } from '../../../results/durable-write.ts'
import { predictionsCsv } from '../../../results/export/predictions-csv.ts'
import { PREDICTIONS_SCHEMA, type PredictionsDocument } from '../../../results/prediction-record.ts'
import { PREDICTIONS } from '../../../results/predictions.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { memoryLimitBytes, workerHeapMiB } from '../../plan/capacity.ts'
import { createLaboratory, pooled } from '../../predictions/laboratory.ts'
import { expectedCost, runPredictions } from '../../predictions/run-predictions.ts'
import { captureEnvironment, harnessVersion } from '../../probe/environment.ts'
import { readText, readWhole } from '../flags.ts'
import { describePredictions } from '../report/predictions.ts'
import { formatSeconds } from '../report/seconds.ts'
import { listenForInterruption } from '../run/interruption.ts'
import { takeRecordFolder } from '../run/record-folder.ts'

const TRIALS = 5
const QUICK_TRIALS = 3
const MOST_TRIALS = 100
const SEED = 1
const JSON_FILE = 'predictions.json'
const CSV_FILE = 'predictions.csv'

type RawFlags = Readonly<Record<string, string | boolean>>

/**
 * Returns the exit code: a prediction that did not hold is a result and no error. Throws USAGE for a bad
 * flag and RUN_EXISTS or OUT_NOT_WRITABLE for a bad folder, before any trial.
 */
export async function predictionsCommand(raw: RawFlags): Promise<number> {
  const { stdout, stderr } = process
  const quick = raw['quick'] === true
  const size = {
    trials: readWhole(raw, 'trials', 1, MOST_TRIALS) ?? (quick ? QUICK_TRIALS : TRIALS),
    quick,
  }
  const only = readOnly(raw)
  const at = hostTimestamp()
  const dir = await takeRecordFolder({
    command: 'predictions',
    file: JSON_FILE,
    out: readText(raw, 'out'),
    at,
  })
  const small = loadWorkload('smoke').workload
  const organisation = loadWorkload('organisation').workload
  const machine = captureEnvironment(memoryLimitBytes())
  const { trials, seconds } = expectedCost(size, only)
  stderr.write(`${trials} trials, about ${formatSeconds(seconds)} on two cores\n`)
  const interruption = listenForInterruption(() => stderr.write('interrupted\n'))
  const carryOut = pooled(workerHeapMiB(), interruption.signal)
  try {
    const predictions = await runPredictions({
      only,
      laboratory: (ended) =>
        createLaboratory({ ...size, small, organisation, seed: SEED, carryOut, ended }),
      started: ({ id }, planned) => stderr.write(`${id}: ${planned} trials\n`),
      ended: ({ verdict, seconds: took }) =>
        stderr.write(`  ${verdict.kind}, after ${formatSeconds(took)}\n`),
    })
    const document: PredictionsDocument = {
      schema: PREDICTIONS_SCHEMA,
      at,
      harness: harnessVersion(),
      machine,
      seed: SEED,
      ...size,
      predictions,
    }
    const text = `${JSON.stringify(document)}\n`
    await writeFileDurably(join(dir, JSON_FILE), text)
    await writeFileDurably(join(dir, CSV_FILE), predictionsCsv(predictions))
    const { publishPredictions } = await import('../../../dashboards/publish-predictions.ts')
    const page = await publishPredictions(dir, document)
    stdout.write(raw['json'] === true ? text : describePredictions(predictions))
    stderr.write(`${JSON_FILE} and ${CSV_FILE} are in ${dir}\npage: ${page}\n`)
    return EXIT.done
  } finally {
    interruption.stop()
  }
}

/** Ids of `--only`, or of all. */
function readOnly(raw: RawFlags): readonly string[] {
  const known = PREDICTIONS.map(({ id }) => id)
  const given = readText(raw, 'only')?.split(',')
  if (given === undefined) return known
  for (const id of given) {
    if (known.includes(id.trim())) continue
    throw new MusterError('USAGE', `there is no prediction "${id.trim()}"`, {
      where: '--only',
      hint: `one or more of: ${known.join(', ')}`,
    })
  }
  return given.map((id) => id.trim())
}
