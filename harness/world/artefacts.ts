/**
 * Artefacts: tokens in texts that prove that information flowed. A step's token carries a value that
 * depends on the values of what it needs, so a result is right only if everything before it was.
 *
 *   <#812.b:9f3c01ab>     the brief of work 812
 *   <#812.2:04d1c7e0>     the artefact of its step 2
 *   <#812.2t0:77aa10c3>   the result of step 2's tool round 0
 *   <#!r> and <#!e>       the canary of an incident: from the rogue itself, and echoed by others
 */
import type { Work } from '../../adapters/contract.ts'
import { deriveSeed, purpose } from '../kernel/random.ts'

const ARTEFACT = purpose('artefact.value')
const BRIEF = purpose('artefact.brief')
const TOOL = purpose('artefact.tool')

export const ROGUE_CANARY = '<#!r>'
export const ECHO_CANARY = '<#!e>'

function token(name: string, value: number): string {
  return `<#${name}:${value.toString(16).padStart(8, '0')}>`
}

export function briefToken(seed: number, workId: number): string {
  return token(`${workId}.b`, deriveSeed(seed, BRIEF, workId))
}

export function toolToken(seed: number, workId: number, step: number, round: number): string {
  return token(`${workId}.${step}t${round}`, deriveSeed(seed, TOOL, workId, step * 64 + round))
}

export function artefactToken(workId: number, step: number, value: number): string {
  return token(`${workId}.${step}`, value)
}

/** Value of a step's artefact, given the folded values of what it needs (`foldValues`). */
export function artefactValue(seed: number, workId: number, step: number, inputs: number): number {
  return deriveSeed(seed ^ inputs, ARTEFACT, workId, step)
}

/** Folds one more value into a running hash of values; order matters. */
export function foldValue(folded: number, value: number): number {
  return (Math.imul(folded ^ value, 0x9e3779b1) + 0x7f4a7c15) | 0
}

/** The value in a token string, or −1. */
export function valueOf(token: string): number {
  const colon = token.indexOf(':')
  return colon < 0 ? -1 : Number.parseInt(token.slice(colon + 1, -1), 16)
}

/** The token that a right result of this work must carry. Only the oracle calls this. */
export function expectedToken(seed: number, work: Work): string {
  const values: number[] = []
  let inputs = 0
  for (const input of work.inputs) inputs = foldValue(inputs, valueOf(input.token))
  for (const step of work.steps) {
    let folded = step.needs.length === 0 ? inputs : 0
    for (const need of step.needs) folded = foldValue(folded, values[need] as number)
    values[step.index] = artefactValue(seed, work.id, step.index, folded)
  }
  return artefactToken(work.id, work.final, values[work.final] as number)
}

/** Most steps of a work, and most tool rounds of a step, that tokens can name. */
export const MAX_STEPS = 64
export const MAX_TOOL_ROUNDS = 10

/** What a scan of a prompt found about one work. Reused between scans to spare allocation. */
export class PromptScan {
  /** Value of each step's artefact by the step's index, −1 if absent. */
  readonly values: Float64Array = new Float64Array(MAX_STEPS).fill(-1)
  /** Tool rounds of the asked step whose results are there, counted from round 0 without a gap. */
  toolRounds = 0
  rogue = false
  echo = false
  chars = 0
  /** Tokens that are not artefacts of this work's steps: briefs and other works' results. */
  readonly others: Set<string> = new Set()

  /** Scans texts for the tokens of a work; `step` is the one whose tool results count. */
  read(texts: readonly string[], work: Work, step: number): void {
    this.values.fill(-1)
    this.others.clear()
    this.toolRounds = 0
    this.rogue = false
    this.echo = false
    this.chars = 0
    for (const text of texts) {
      this.chars += text.length
      for (let at = text.indexOf('<#'); at >= 0; at = text.indexOf('<#', at + 2)) {
        this.readToken(text, at, work, step)
      }
    }
  }

  private readToken(text: string, at: number, work: Work, step: number): void {
    let i = at + 2
    let code = text.charCodeAt(i)
    if (code === 33) {
      if (text.charCodeAt(i + 1) === 114) this.rogue = true
      else this.echo = true
      return
    }
    let id = 0
    for (; code >= 48 && code <= 57; code = text.charCodeAt(++i)) id = id * 10 + code - 48
    const end = text.indexOf('>', i)
    if (code !== 46 || end < 0) return
    code = text.charCodeAt(++i)
    if (id !== work.id || code === 98) {
      this.others.add(text.slice(at, end + 1))
      return
    }
    let index = 0
    for (; code >= 48 && code <= 57; code = text.charCodeAt(++i)) index = index * 10 + code - 48
    if (code === 58 && index < MAX_STEPS) {
      this.values[index] = Number.parseInt(text.slice(i + 1, end), 16)
    } else if (code === 116 && index === step && text.charCodeAt(i + 1) - 48 === this.toolRounds) {
      this.toolRounds++
    }
  }
}
