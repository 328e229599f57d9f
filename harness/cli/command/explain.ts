/** `muster explain`: what each error code means and what to do about it, and what each control level is. */
import { type MusterErrorCode, MusterError } from '../../kernel/errors.ts'
import { CONTROL_STAGES } from '../../../results/control-levels.ts'
import { nearest } from '../../../workloads/edit-distance.ts'

export const EXPLANATIONS: Readonly<Record<MusterErrorCode, string>> = {
  USAGE:
    'A flag or argument is not of the form that it should have. `muster run --help` lists them.',
  WORKLOAD_NOT_FOUND:
    'There is no file of that name and no library workload of that name (smoke, organisation,\nworking-day). Paths are taken from the folder that you run in.',
  WORKLOAD_SYNTAX:
    'The workload file is not YAML that Muster reads: a syntax error, a key given twice, aliases that\nexplode, several documents, or a file that is too large. The message points at the place.',
  WORKLOAD_INVALID:
    'The workload file is YAML, but a key is unknown, a value has the wrong unit or range, or two\nvalues contradict each other. `muster schema` prints the format; editors complete it.',
  ORGANISATION_IMPOSSIBLE:
    'The organisation cannot be built: every organisation needs at least one whole team.',
  OUT_NOT_WRITABLE:
    'A file of the run could not be written: no permission, a full disk, or a file where a folder\nshould be. Trials that were stored before are kept.',
  POLICY_INVALID:
    'The policies of level P2 cannot be read, parsed or validated. The error names file, line and column.\nNothing is allowed until they are mended.',
  RUN_EXISTS: 'The folder given with --out holds a run already. A run is never overwritten.',
  RUN_NOT_FOUND: 'The folder holds no run: there is no run.json in it.',
  RUN_INVALID:
    'A file of the run folder is damaged or of another schema version. The message names file and line.',
  ENTRANT_UNKNOWN: 'An architecture, topology or profile of that name does not exist.',
  NOT_COMPARABLE:
    'Two runs are of different workloads, so a difference of their figures says nothing about either.\nCompare runs of one workload; muster compare --allow-different-workloads shows both and judges none.',
  AUDIT_BROKEN:
    'An audit log does not hold what was recorded, or a checkpoint is forged: the message names the record\n(counted from 0 in its cell) or the checkpoint (counted from 1 in its file). Exit code 3.',
  DOES_NOT_FIT: 'The run would need more memory or disk than this machine has.',
  TRIAL_FAILED:
    'A trial ended with an error in a worker. Only that trial is lost; its record has the reason.',
  TRIAL_TIMED_OUT:
    'A trial took longer on the host than measure.trialTimeout. Only that trial is lost.',
  WORKER_OUT_OF_MEMORY:
    'A worker thread ran out of heap. Only that trial is lost. Fewer tasks in flight for each\ndepartment (limits.tasksInFlightPerDepartment) or a smaller size needs less.',
  INTERRUPTED:
    'The run was stopped by Ctrl-C or a signal. Finished trials are kept, marked partial.',
  KERNEL_MISUSE:
    'An adapter or the engine used virtual time wrongly: an event in the past, or a message between\ncells that is faster than the lookahead. This is a fault in code, not in your workload.',
  INTERNAL: 'A fault of Muster itself. MUSTER_DEBUG=1 shows where it happened.',
}

/**
 * Text of one code or control level, or the list of all, or the same as a JSON document. Throws USAGE
 * for a name that is neither.
 */
export function explainCommand(name: string | undefined, json = false): string {
  const codes = Object.keys(EXPLANATIONS) as MusterErrorCode[]
  const known = name === undefined ? undefined : knownName(name, codes)
  const wanted = (one: string): boolean => known === undefined || known === one
  const levels = LEVELS.filter(({ level }) => wanted(level))
  const explained = codes.filter(wanted)
  if (json) {
    const texts = explained.map((code) => ({
      code,
      explanation: EXPLANATIONS[code].replaceAll('\n', ' '),
    }))
    return `${JSON.stringify({ schema: 'muster/explain@1', codes: texts, levels })}\n`
  }
  if (known === undefined) {
    return [...explained, ...LEVELS.map(({ level, stage }) => `${level}  ${stage}`), ''].join('\n')
  }
  const [level] = levels
  if (level !== undefined) return `${level.level}, ${level.stage}\n\n${level.explanation}\n`
  return `${known}\n\n${EXPLANATIONS[known as MusterErrorCode]}\n`
}

const LEVELS = Object.values(CONTROL_STAGES).flatMap(({ title, levels }) =>
  Object.entries(levels).map(([level, explanation]) => ({ level, stage: title, explanation })),
)

function knownName(name: string, codes: readonly MusterErrorCode[]): string {
  const names = [...codes, ...LEVELS.map(({ level }) => level)]
  const known = names.find((candidate) => candidate === name.toUpperCase())
  if (known !== undefined) return known
  const close = nearest(name.toUpperCase(), names)
  throw new MusterError('USAGE', `there is no error code and no control level "${name}"`, {
    where: name,
    hint: close === undefined ? 'muster explain lists them all' : `did you mean ${close}?`,
  })
}
