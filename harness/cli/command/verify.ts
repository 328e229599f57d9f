/** `muster verify`: whether a run folder still holds what the run said. */
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { readText, readWhole } from '../flags.ts'
import { placeOf, type RunVerdict, verifyRun } from '../verify/verify-run.ts'

const MAX_SEED = 2 ** 32 - 1

/** Returns the exit code: 3 if something does not hold. Throws for a folder that cannot be read. */
export async function verifyCommand(
  dir: string,
  raw: Readonly<Record<string, string | boolean>>,
): Promise<number> {
  const sample = readWhole(raw, 'sample', 1, 1_000_000)
  const head = readText(raw, 'head')?.toLowerCase()
  const isQuick = raw['quick'] === true
  const onlyRuns = raw['deterministicOnly'] === true
  if (isQuick && (onlyRuns || sample !== undefined)) {
    throw new MusterError('USAGE', 'nothing is run again with --quick', {
      where: onlyRuns ? '--deterministic-only' : '--sample',
      hint: 'leave one of them out',
    })
  }
  if (head !== undefined && (onlyRuns || !/^[0-9a-f]{64}$/.test(head))) {
    throw new MusterError('USAGE', onlyRuns ? 'no file is looked at' : 'a head has 64 hex digits', {
      where: '--head',
      hint: 'the run printed it when it ended; leave out --deterministic-only',
    })
  }
  const verdict = await verifyRun(dir, {
    files: !onlyRuns,
    sample: isQuick ? 0 : (sample ?? Infinity),
    seed: readWhole(raw, 'seed', 0, MAX_SEED) ?? 1,
    head,
    told: (text) => process.stderr.write(`${text}\n`),
  })
  const isWhole = verdict.findings.length === 0
  const document = { schema: 'muster/verify@1', run: dir, isWhole, ...verdict }
  process.stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describe(verdict))
  return isWhole ? EXIT.done : EXIT.doesNotHold
}

function describe({ holds, findings, notShown }: RunVerdict): string {
  const lines = [
    ...holds.map((text) => `holds          ${text}`),
    ...findings.map((one) => `does not hold  ${placeOf(one)}  ${one.what}`),
    ...notShown.map((text) => `not shown      ${text}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
