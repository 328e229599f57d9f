/** `muster run`: plan, run, store, publish, report. */
import { allHold } from '../../../results/objectives/run-objectives.ts'
import { EXIT } from '../../kernel/errors.ts'
import { type RawFlags, readFlags, resumedFolder } from '../flags.ts'
import { describeOutcome, isValid, outcomeDocument } from '../report/outcome.ts'
import { foresightText } from '../report/foresight.ts'
import { describePlan, planDocument } from '../report/plan.ts'
import { paintFor } from '../report/terminal.ts'
import { withCosts } from '../run/charge-cpu.ts'
import { executeRun } from '../run/execute.ts'
import { foresee } from '../run/foresee.ts'
import { prepareRun } from '../run/prepare.ts'
import type { PreparedRun } from '../run/prepared-run.ts'
import { openResumption, prepareFromFolder } from '../run/resume.ts'

/** Returns the exit code. Throws a `MusterError` for a run that is refused. */
export async function runCommand(source: string | undefined, raw: RawFlags): Promise<number> {
  const { stdout, stderr } = process
  const flags = readFlags(raw)
  const folder = resumedFolder(source, flags)
  const begun =
    source === undefined
      ? await prepareFromFolder(folder as string, flags)
      : await prepareRun(source, folder === undefined ? flags : { ...flags, out: folder })
  const label = paintFor(stderr)('yellow', 'warning:')
  for (const warning of begun.warnings) stderr.write(`${label} ${warning}\n`)
  if (flags.dryRun) {
    const prepared = begun
    const foresight = await foresee(prepared)
    const text = flags.json
      ? asJson(planDocument(prepared, foresight))
      : describePlan(prepared, foresight)
    stdout.write(text)
    if (foresight.kind === 'estimated' && foresight.refusal) throw foresight.refusal
    return EXIT.done
  }
  const prepared = await withCosts(begun, folder)
  const resumed = folder === undefined ? undefined : await openResumption(folder, prepared)
  // A run that goes on has been let in before, and its own trials tell more than a probe.
  if (resumed === undefined) await announce(prepared)
  const executed = await executeRun(source ?? prepared.workload.name, prepared, resumed)
  stdout.write(flags.json ? asJson(outcomeDocument(executed)) : describeOutcome(executed))
  if (executed.manifest.state === 'partial') return EXIT.interrupted
  // Before validity: whoever asks for an objective is told first that it was not met.
  if (!allHold(executed.manifest.objectives ?? [])) return EXIT.doesNotHold
  const { metrology, validity } = executed.manifest
  const isSound = metrology?.holds !== false && validity?.valid !== false
  return isSound && executed.trials.every(isValid) ? EXIT.done : EXIT.notValid
}

/** Says what the run will take. Throws DOES_NOT_FIT before anything is written. */
async function announce(prepared: PreparedRun): Promise<void> {
  const foresight = await foresee(prepared)
  if (foresight.kind === 'tiny') return
  if (foresight.kind === 'estimated' && foresight.refusal) throw foresight.refusal
  process.stderr.write(foresightText(foresight))
}

function asJson(document: unknown): string {
  return `${JSON.stringify(document)}\n`
}
