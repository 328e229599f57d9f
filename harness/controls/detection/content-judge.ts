/**
 * D3's content judge, MODELLED: no model reads anything. Whether a post is bad is told by a function
 * that the engine injects; the judge then errs as often, and takes as long, as published systems do.
 * Its errors are drawn by the message, so one post has the same luck in every architecture. It is the
 * only control whose outcome is random by parameter.
 *
 * It is given the texts of posts whose record the audit trail has kept, and nothing else.
 */
import { hashText, purpose, uniform } from '../../kernel/random.ts'
import { MS, type AgentId, type VirtualUs } from '../../kernel/units.ts'
import { parseRecord } from '../audit/record.ts'
import type { Alert } from './alert.ts'
import type { Detector } from './detector.ts'

const ERROR = purpose('controls.judge.error')
const COST = purpose('controls.judge.cost')

export interface JudgeParameters {
  /** Share of bad posts that it passes, and of good posts that it objects to. */
  readonly missShare: number
  readonly falseShare: number
  /** Virtual time for one text: uniform between these. */
  readonly leastUs: VirtualUs
  readonly mostUs: VirtualUs
}

/**
 * Misses 17 % and objects to 0.4 %: a vendor's figures for a judge of agents' actions, stress-tested
 * in arXiv 2604.04978. 19 to 92 ms: the two classifiers of LlamaFirewall, 512 tokens on an A100
 * (arXiv 2505.03574). The figures are of different systems.
 */
export const PUBLISHED_JUDGE: JudgeParameters = {
  missShare: 0.17,
  falseShare: 0.004,
  leastUs: 19 * MS,
  mostUs: 92 * MS,
}

export interface ContentJudgeOptions {
  readonly seed: number
  readonly parameters: JudgeParameters
  /** The modelled judgement before it errs. */
  readonly isBad: (text: string) => boolean
}

export class ContentJudge implements Detector {
  readonly level = 'D3'
  private readonly options: ContentJudgeOptions
  private readonly raised = new Set<AgentId>()
  private readonly handlers: Array<(alert: Alert) => void> = []

  constructor(options: ContentJudgeOptions) {
    this.options = options
  }

  observe(line: string, text: string | undefined): void {
    // Nearly all records are about something else.
    if (text === undefined || !line.includes(',post,board,')) return
    const record = parseRecord(line)
    if (record === undefined || record.decision !== 'allow') return
    const { from, at, cell, workId } = record
    if (this.raised.has(from)) return
    const { seed, parameters, isBad } = this.options
    const message = hashText(record.textHash)
    const luck = uniform(seed, ERROR, cell, workId, from, message)
    const objects = isBad(text) ? luck >= parameters.missShare : luck < parameters.falseShare
    if (!objects) return
    this.raised.add(from)
    const { leastUs, mostUs } = parameters
    const cost = uniform(seed, COST, cell, workId, from, message)
    const delayUs = Math.round(leastUs + cost * (mostUs - leastUs))
    for (const handler of this.handlers) {
      handler({ subject: from, at: at + delayUs, count: 1, cause: 'content', delayUs })
    }
  }

  onAlert(handler: (alert: Alert) => void): void {
    this.handlers.push(handler)
  }
}
