/**
 * What an attacker does who may write the audit file, after a whole trial: blames somebody else in
 * the first record and makes every later hash follow. Checkpoints are kept where he cannot write.
 */
import { hash } from 'node:crypto'
import { loadArchitecture } from '../../adapters/registry.ts'
import { formatCheckpoint, LOG_NAME } from '../controls/audit/checkpoint/checkpoint.ts'
import { createSigner, signNote } from '../controls/audit/checkpoint/note.ts'
import { type AuditSink, MemorySink } from '../controls/audit/sink.ts'
import { verifyLog, type OutsideEvidence } from '../controls/audit/verify-log.ts'
import { GOVERNED } from '../controls/levels.ts'
import { runShardTrial } from '../engine/shard-trial.ts'
import { solo } from '../engine/trial-exchange.ts'
import {
  counted,
  didNotHold,
  type Experiment,
  held,
  inTurn,
  type Judgement,
  type Laboratory,
  noEvidence,
} from './experiment.ts'

const LEVELS = ['L2', 'L3'] as const

/** One trail of one trial. */
export interface Trail {
  readonly level: (typeof LEVELS)[number]
  readonly records: number
  /** The trail as it was written verifies. */
  readonly holdsAsWritten: boolean
  /** The rewritten one differs from it. */
  readonly rewritten: boolean
  readonly detected: boolean
}

export const aChainDoesNotSeeARewrite: Experiment = {
  id: 'a-chain-does-not-see-a-rewrite',
  rule:
    'Held: of trails that hold as written, none that was rewritten as a whole is detected at L2 and all ' +
    'are at L3. Did not hold: any other outcome.',
  planned: ({ trials }) => LEVELS.length * trials,
  secondsPerTrial: 0.5,
  run: async (laboratory) =>
    judgeRewrite(
      (
        await inTurn(laboratory.trials, async (trial) => [
          await attack(laboratory, 'L2', trial),
          await attack(laboratory, 'L3', trial),
        ])
      ).flat(),
    ),
}

export function judgeRewrite(trails: readonly Trail[]): Judgement {
  const of = (level: Trail['level']): Trail[] => trails.filter((trail) => trail.level === level)
  const figures = LEVELS.flatMap((level) => [
    counted(
      `rewrites detected, ${level}`,
      '',
      of(level).filter(({ detected }) => detected).length,
      of(level).length,
    ),
    counted(
      `records rewritten, ${level}`,
      '',
      of(level).reduce((sum, { records }) => sum + records, 0),
      of(level).length,
    ),
  ])
  if (LEVELS.some((level) => of(level).length === 0)) {
    return { verdict: noEvidence('sample', 'a level has no trail'), figures }
  }
  const unfit = trails.find(({ holdsAsWritten, rewritten }) => !holdsAsWritten || !rewritten)
  if (unfit !== undefined) {
    const because = unfit.rewritten
      ? `a trail at ${unfit.level} does not hold even as it was written`
      : `a trail at ${unfit.level} had nothing to rewrite`
    return { verdict: noEvidence('mechanism', because), figures }
  }
  const seen = of('L2').filter(({ detected }) => detected).length
  const missed = of('L3').filter(({ detected }) => !detected).length
  if (seen > 0) return { verdict: didNotHold(`L2 detected ${seen} rewrites`), figures }
  if (missed > 0) return { verdict: didNotHold(`L3 missed ${missed} rewrites`), figures }
  return { verdict: held('no rewrite detected at L2, every one at L3'), figures }
}

/** Runs a trial on this thread, for its trail stays in memory, and attacks that. */
async function attack(
  { small, quick, seedOf, countTrial }: Laboratory,
  level: Trail['level'],
  trial: number,
): Promise<Trail> {
  const { incident: _, ...workload } = small
  const sink = new MemorySink()
  const signer = createSigner(LOG_NAME, 'log')
  let notes = ''
  const outside: AuditSink = {
    append: (line) => sink.append(line),
    checkpoint: (head) => {
      notes += signNote(formatCheckpoint(head), signer)
      return true
    },
    close: () => {},
  }
  await runShardTrial(
    {
      workload,
      architecture: 'mesh',
      topology: 'direct',
      levels: { ...GOVERNED, audit: level },
      agents: Math.min(workload.organisation.agents[0] as number, quick ? 24 : 78),
      seed: seedOf(trial),
      shards: 1,
      minCpuS: 0,
      warmUp: false,
    },
    {
      shard: 0,
      exchange: { ...solo },
      architecture: await loadArchitecture('mesh'),
      openAudit: () => outside,
    },
  )
  countTrial()
  const evidence = level === 'L3' ? { notes, keys: [signer.verifier] } : undefined
  const forged = rewrittenTrail(sink.lines)
  return {
    level,
    records: sink.lines.length,
    holdsAsWritten: holds(sink.lines, evidence),
    rewritten: forged.some((line, at) => line !== sink.lines[at]),
    detected: !holds(forged, evidence),
  }
}

function holds(lines: readonly string[], evidence: OutsideEvidence | undefined): boolean {
  const ended = lines.map((line) => `${line}\n`)
  return verifyLog(ended, evidence).kind === 'holds'
}

/**
 * The whole trail anew, cell by cell: in each cell's first record the sender is another one, and every
 * hash follows from the one before, as the writer's own would.
 */
export function rewrittenTrail(lines: readonly string[]): string[] {
  const heads = new Map<string, string>()
  return lines.map((line) => {
    const body = line.slice(0, line.lastIndexOf(','))
    const [cell = ''] = body.split(',')
    const first = !heads.has(cell)
    const forged = first ? blameAnother(body) : body
    const head = hash(
      'sha256',
      `${heads.get(cell) ?? hash('sha256', 'muster/1/audit', 'hex')},${forged}`,
      'hex',
    )
    heads.set(cell, head)
    return `${forged},${head}`
  })
}

function blameAnother(body: string): string {
  const fields = body.split(',')
  fields[3] = String(Number(fields[3]) + 1)
  return fields.join(',')
}
