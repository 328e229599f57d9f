/** `muster audit verify`: whether the file of an audit trail still holds what was recorded. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { parseVerifierKey, type VerifierKey } from '../../controls/audit/checkpoint/note.ts'
import {
  verifyLog,
  type BrokenLog,
  type LogVerdict,
  type OutsideEvidence,
  type VerifiedLog,
} from '../../controls/audit/verify-log.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'

type RawFlags = Readonly<Record<string, string | boolean>>

const CHUNK_BYTES = 1 << 20
/** No record is as long; a line that is gets cut, so that any file can be read in little memory. */
const LINE_CHARS = 1 << 16

/** Returns the exit code. Throws AUDIT_BROKEN for a log that does not hold, USAGE for bad arguments. */
export function auditVerifyCommand(log: string, flags: RawFlags): number {
  const checkpoints = pathOf(flags, 'checkpoint')
  const evidence = readEvidence(checkpoints, pathOf(flags, 'key'))
  const verdict = verifyLog(readLines(log), evidence)
  if (flags['json'] === true) {
    process.stdout.write(
      `${JSON.stringify({ schema: 'muster/audit-verify@1', log, ...verdict })}\n`,
    )
    return exitCodeOf(verdict)
  }
  if (verdict.kind === 'broken') throw errorOf(verdict, log, checkpoints ?? '')
  process.stdout.write(describe(verdict, checkpoints !== undefined))
  return EXIT.done
}

function exitCodeOf({ kind }: LogVerdict): number {
  return kind === 'holds' ? EXIT.done : EXIT.doesNotHold
}

function pathOf(flags: RawFlags, name: string): string | undefined {
  const value = flags[name]
  if (typeof value !== 'string') return undefined
  if (value.trim() !== '') return value
  throw new MusterError('USAGE', 'the value is empty', { where: `--${name}` })
}

/** A key that lies beside the log proves nothing, so it is never looked for there. */
function readEvidence(
  checkpoints: string | undefined,
  key: string | undefined,
): OutsideEvidence | undefined {
  if (checkpoints === undefined && key === undefined) return undefined
  if (checkpoints === undefined || key === undefined) {
    throw new MusterError('USAGE', 'a checkpoint can be checked only with its key', {
      where: checkpoints === undefined ? '--checkpoint' : '--key',
      hint: 'give --checkpoint and --key, or neither',
    })
  }
  return { notes: readText(checkpoints), keys: readKeys(key) }
}

function readKeys(path: string): VerifierKey[] {
  const lines = readText(path).split('\n')
  return lines.flatMap((line, i) => {
    if (line === '' && i > 0 && i === lines.length - 1) return []
    const key = parseVerifierKey(line)
    if (key !== undefined) return [key]
    throw new MusterError('USAGE', 'this is not a key that checks checkpoints', {
      where: `${path}:${i + 1}`,
      hint: 'a key is one line of the form name+id+base64',
    })
  })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/**
 * The lines of a file with their line ends, a piece of it in memory at a time. Bytes are read as Latin-1:
 * records are ASCII, and no two different files may look the same.
 */
function* readLines(path: string): Generator<string> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    throw unreadable(path, cause)
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let rest = ''
    for (let bytes = read(file, chunk, path); bytes > 0; bytes = read(file, chunk, path)) {
      const lines = (rest + chunk.toString('latin1', 0, bytes)).split('\n')
      rest = lines.pop() as string
      for (const line of lines) yield `${line}\n`
      if (rest.length > LINE_CHARS) {
        yield `${rest.slice(0, LINE_CHARS)}\n`
        return
      }
    }
    if (rest !== '') yield rest
  } finally {
    closeSync(file)
  }
}

function read(file: number, chunk: Buffer, path: string): number {
  try {
    return readSync(file, chunk)
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

function unreadable(path: string, cause: unknown): MusterError {
  const { code = 'error' } = cause as NodeJS.ErrnoException
  return new MusterError('USAGE', `the file cannot be read (${code})`, {
    where: path,
    hint: 'give the file itself, one that you may read',
    cause,
  })
}

function describe(verdict: VerifiedLog, hasCheckpoints: boolean): string {
  const { cells, records, covered, checkpoints } = verdict
  const kept = `holds      ${count(records, 'record')} of ${count(cells, 'cell')}, each following from the one before\n`
  if (!hasCheckpoints) {
    return `${kept}not shown  that no newest records were cut off and that the chain was not rewritten as a whole;\n           --checkpoint and --key show that\n`
  }
  const newer = records - covered
  const rest =
    newer === 0
      ? ''
      : `not shown  that no more records followed: ${count(newer, 'record')} newer than the last checkpoint\n`
  return `${kept}covered    ${count(covered, 'record')} by ${count(checkpoints, 'signed checkpoint')}\n${rest}`
}

function errorOf(broken: BrokenLog, log: string, checkpoints: string): MusterError {
  const { reason, checkpoint, line } = broken
  const inCheckpoints = reason === 'checkpoint' || reason === 'signature' || reason === 'fork'
  const where =
    inCheckpoints || reason === 'origin'
      ? `${checkpoints}#${checkpoint}`
      : line === undefined
        ? log
        : `${log}:${line}`
  return new MusterError('AUDIT_BROKEN', messageOf(broken), { where, hint: HINTS[reason] })
}

function messageOf(broken: BrokenLog): string {
  const { reason, checkpoint } = broken
  const what = placeOf(broken)
  switch (reason) {
    case 'empty':
      return 'the log holds no record, so it shows nothing'
    case 'unreadable':
      return `${what} cannot be read: this line is not a record with a chain hash`
    case 'cut-off':
      return `${what} is cut off`
    case 'chain':
      return `${what} does not follow from the records before it`
    case 'missing':
      return `${what} missing: checkpoint ${checkpoint} covers more than the log holds`
    case 'differs':
      return `${what} not what checkpoint ${checkpoint} was made of`
    case 'fork':
      return `checkpoint ${checkpoint} contradicts another over as many records: ${what} of two histories`
    case 'signature':
      return `checkpoint ${checkpoint}, over ${what}, is not signed by the key that was given`
    case 'checkpoint':
      return `checkpoint ${checkpoint} is cut off, or is not a checkpoint of an audit trail`
    case 'origin':
      return `checkpoint ${checkpoint} is of another trail of ${what} than those before it`
  }
}

const HINTS: Readonly<Record<BrokenLog['reason'], string>> = {
  empty: 'an emptied log looks like this too; a checkpoint would tell',
  unreadable: 'a trail kept at L1 has no chain, so it cannot be verified',
  'cut-off': 'the process that wrote it was stopped, or the file was cut',
  chain: 'it was changed, or records before it were changed, deleted or moved',
  missing: 'newest records were cut off or lost',
  differs: 'records were rewritten together with their chain',
  fork: 'whoever held the key of the log signed two versions of it',
  signature: 'the checkpoint is forged or altered, or this is the key of another log',
  checkpoint: 'give the file that the log, or its witness, kept its checkpoints in',
  origin: 'verify one log against the checkpoints of that log alone',
}

/** The records that a finding is about, and the verb that follows where they are its subject. */
function placeOf({ reason, record, upTo, cell }: BrokenLog): string {
  const of = cell === undefined ? '' : ` of cell ${cell}`
  if (reason === 'origin') return `cell ${cell}`
  if (record === undefined) return 'a record'
  const isSubject = reason === 'missing' || reason === 'differs'
  if (upTo === undefined || upTo === record) {
    return `record ${record}${of}${isSubject ? ' is' : ''}`
  }
  const several = `records ${record} to ${upTo}${of}`
  if (reason === 'missing') return `${several} are`
  return reason === 'differs' ? `one or more of ${several} are` : several
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`
}
