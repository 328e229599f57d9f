/**
 * The simulated language model. A reply is a pure function of (seed, work, intent, step, round,
 * prompt): it carries the step's artefact only if the prompt carries what the step needs, and says
 * what is missing otherwise. Latency is virtual, keyed by the call and not by the order of calls.
 *
 * A model can be led: when its prompt holds a canary, its answer repeats it with probability `led`.
 */
import type {
  Intent,
  Model,
  ModelReply,
  ModelRequest,
  Step,
  ToolCall,
  Work,
} from '../../adapters/contract.ts'
import type { ModelSpec } from '../../workloads/workload.ts'
import { logNormal, purpose, uniform } from '../kernel/random.ts'
import type { PromiseFacade } from '../kernel/promises.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { msToUs, type AgentId, type VirtualUs } from '../kernel/units.ts'
import {
  artefactToken,
  artefactValue,
  ECHO_CANARY,
  foldValue,
  PromptScan,
  ROGUE_CANARY,
  valueOf,
} from './artefacts.ts'
import { fillerText } from './filler.ts'
import { type LatencyProfile, latencyProfile } from './model-profiles.ts'

const TTFT = purpose('model.ttft')
const TPOT = purpose('model.tpot')
const LED = purpose('model.led')

/** A rough, usual figure for English text. */
export const CHARS_PER_TOKEN = 4

const INTENTS: Record<Intent, number> = { step: 0, supervise: 1, manage: 2, select: 3, handoff: 4 }
const NO_CALLS: readonly ToolCall[] = []
const DELEGATION_TOKENS = 24

/** Counters that the model keeps, and the eyes of the oracle. */
export interface ModelObserver {
  /** True if this agent acts for the incident now: its answers then carry the rogue's canary. */
  isRogue(agent: AgentId, now: VirtualUs): boolean
  /** A prompt held a canary. */
  sawCanary(agent: AgentId, fromRogue: boolean, now: VirtualUs): void
  /** What an agent was given to read. */
  prompted?(agent: AgentId, texts: readonly string[]): void
}

export interface ModelCounters {
  /** Calls for tasks and peer requests. */
  modelCalls: number
  synthesisCalls: number
  promptMessages: number
  promptChars: number
  toolCalls: number
}

export interface ModelOptions {
  readonly seed: number
  readonly spec: ModelSpec
  readonly timeline: Timeline
  readonly promises: PromiseFacade
  readonly counters: ModelCounters
  readonly observer?: ModelObserver
}

export class SimulatedModel implements Model {
  private readonly seed: number
  private readonly spec: ModelSpec
  private readonly profile: LatencyProfile
  private readonly timeline: Timeline
  private readonly promises: PromiseFacade
  private readonly counters: ModelCounters
  private readonly observer: ModelObserver | undefined
  private readonly scan = new PromptScan()
  private readonly quotaIntervalUs: VirtualUs
  private quotaFreeAt: VirtualUs = 0

  constructor(options: ModelOptions) {
    this.seed = options.seed
    this.spec = options.spec
    this.profile = latencyProfile(options.spec.profile)
    this.timeline = options.timeline
    this.promises = options.promises
    this.counters = options.counters
    this.observer = options.observer
    this.quotaIntervalUs =
      options.spec.requestsPerMinute > 0 ? Math.ceil(60e6 / options.spec.requestsPerMinute) : 0
  }

  call(request: ModelRequest, done: (reply: ModelReply) => void): void {
    const reply = this.reply(request)
    const delay = this.latencyUs(request, reply) + this.quotaDelayUs()
    this.timeline.digest.add(request.work.id)
    this.timeline.digest.add(INTENTS[request.intent] * 4096 + request.step * 64 + request.round)
    this.timeline.digest.add(this.scan.chars)
    this.timeline.after(delay, done, reply)
  }

  complete(request: ModelRequest): Promise<ModelReply> {
    return this.promises.wait((resolve) => this.call(request, resolve))
  }

  present(work: Work, texts: readonly string[]): ReadonlySet<number> {
    this.scan.read(texts, work, -1)
    const found = new Set<number>()
    for (const step of work.steps)
      if ((this.scan.values[step.index] as number) >= 0) found.add(step.index)
    return found
  }

  /** The reply without its latency. Pure but for counters and the observer. */
  reply(request: ModelRequest): ModelReply {
    const { scan, counters, observer } = this
    scan.read(request.prompt, request.work, request.step)
    if (request.work.kind === 'synthesis') counters.synthesisCalls++
    else counters.modelCalls++
    counters.promptMessages += request.prompt.length
    counters.promptChars += scan.chars
    let rogue = false
    if (observer !== undefined) {
      observer.prompted?.(request.agent, request.prompt)
      if (scan.rogue || scan.echo) observer.sawCanary(request.agent, scan.rogue, this.timeline.now)
      rogue = observer.isRogue(request.agent, this.timeline.now)
    }
    const canary = rogue ? ROGUE_CANARY : this.echoes(request) ? ECHO_CANARY : ''
    switch (request.intent) {
      case 'step':
        return this.answerStep(request, canary)
      case 'handoff':
        return this.handOver(request, this.answerStep(request, canary))
      case 'supervise':
        return this.supervise(request, canary)
      case 'manage':
        return this.manage(request, canary)
      case 'select':
        return this.select(request)
    }
  }

  private answerStep(request: ModelRequest, canary: string): ModelReply {
    const { work, round } = request
    const step = stepOf(work, request.step)
    const missing = this.missing(work, step)
    if (missing !== '') {
      return this.final(`I cannot do ${step.name}: ${missing} is missing.${canary}`, false, 24)
    }
    if (this.scan.toolRounds < step.toolRounds) {
      // A refused tool leaves no result; after one more try the agent gives up and says so.
      if (round > step.toolRounds + 1) {
        return this.final(`I could not use ${step.tool} for ${step.name}.${canary}`, false, 24)
      }
      return this.callTool(step.tool, work, step.index, this.scan.toolRounds, canary)
    }
    const value = artefactValue(this.seed, work.id, step.index, this.inputsOf(work, step))
    const head = `${step.name} ${artefactToken(work.id, step.index, value)}${canary} `
    return this.final(head, true, step.outputTokens)
  }

  private handOver(request: ModelRequest, answer: ModelReply): ModelReply {
    if (!answer.complete) return answer
    const { work } = request
    const next = work.steps.find(
      (step) =>
        step.index !== request.step &&
        this.value(step.index) < 0 &&
        step.needs.every((need) => need === request.step || this.value(need) >= 0),
    )
    if (next === undefined) return answer
    return { ...answer, toolCalls: [toolCall('handoff', work.id, next.index, request.round, '')] }
  }

  private supervise(request: ModelRequest, canary: string): ModelReply {
    const { work, round } = request
    const final = stepOf(work, work.final)
    if (this.missing(work, final) === '') {
      return this.answerStep({ ...request, step: work.final, round: 0 }, canary)
    }
    const ready = work.steps.filter(
      (step) =>
        step.index !== work.final && this.value(step.index) < 0 && this.missing(work, step) === '',
    )
    if (ready.length === 0 || round > 2 * work.steps.length + 2) {
      return this.final(`I cannot finish: ${this.missing(work, final)} is missing.`, false, 24)
    }
    const calls = ready.map((step) =>
      toolCall(step.at === 'peer' ? 'ask_peer' : 'delegate', work.id, step.index, round, canary),
    )
    this.counters.toolCalls += calls.length
    return this.compose('', calls, false, -1, DELEGATION_TOKENS * calls.length)
  }

  private manage(request: ModelRequest, canary: string): ModelReply {
    const { work, step, round } = request
    const value = this.value(step)
    if (value >= 0) {
      const { name, outputTokens } = stepOf(work, step)
      return this.final(
        `${name} ${artefactToken(work.id, step, value)}${canary} `,
        true,
        outputTokens,
      )
    }
    if (round > 1) return this.final(`My coworker did not deliver.${canary}`, false, 24)
    this.counters.toolCalls++
    const call = toolCall('delegate', work.id, step, round, canary)
    return this.compose('', [call], false, -1, DELEGATION_TOKENS)
  }

  private select(request: ModelRequest): ModelReply {
    const { work } = request
    if (this.value(work.final) >= 0) return this.compose('nobody', NO_CALLS, true, -1, 4)
    const next = work.steps.find(
      (step) => this.value(step.index) < 0 && this.missing(work, step) === '',
    )
    const role = next === undefined ? 'nobody' : next.role
    return this.compose(role, NO_CALLS, next !== undefined, next?.index ?? -1, 4)
  }

  private callTool(
    name: ToolCall['name'],
    work: Work,
    step: number,
    round: number,
    canary: string,
  ): ModelReply {
    this.counters.toolCalls++
    return this.compose(
      '',
      [toolCall(name, work.id, step, round, canary)],
      false,
      -1,
      DELEGATION_TOKENS,
    )
  }

  private final(head: string, complete: boolean, outputTokens: number): ModelReply {
    const text = head + fillerText(outputTokens * CHARS_PER_TOKEN - head.length)
    return this.compose(text, NO_CALLS, complete, -1, outputTokens)
  }

  private compose(
    text: string,
    toolCalls: readonly ToolCall[],
    complete: boolean,
    next: number,
    outputTokens: number,
  ): ModelReply {
    const promptTokens = Math.ceil(this.scan.chars / CHARS_PER_TOKEN)
    return { text, toolCalls, complete, next, promptTokens, outputTokens }
  }

  /** Name of the first thing that a step needs and the scanned prompt lacks, or ''. */
  private missing(work: Work, step: Step): string {
    if (step.needs.length === 0) {
      for (const input of work.inputs) if (!this.scan.others.has(input.token)) return 'the input'
      return ''
    }
    for (const need of step.needs) {
      if (this.value(need) < 0)
        return work.steps.find((s) => s.index === need)?.name ?? 'an artefact'
    }
    return ''
  }

  private inputsOf(work: Work, step: Step): number {
    let folded = 0
    if (step.needs.length === 0) {
      for (const input of work.inputs) folded = foldValue(folded, valueOf(input.token))
    } else {
      for (const need of step.needs) folded = foldValue(folded, this.value(need))
    }
    return folded
  }

  private value(step: number): number {
    return this.scan.values[step] as number
  }

  private echoes(request: ModelRequest): boolean {
    if (!this.scan.rogue && !this.scan.echo) return false
    const { work, step, intent } = request
    return uniform(this.seed, LED, work.id, step, INTENTS[intent]) < this.spec.led
  }

  private latencyUs(request: ModelRequest, reply: ModelReply): VirtualUs {
    const { profile, seed } = this
    if (profile.ttftMedianMs === 0) return 0
    const key = INTENTS[request.intent] * 4096 + request.step
    const load = reply.promptTokens / profile.referencePromptTokens
    const growth = 1 - profile.prefillShare + profile.prefillShare * load
    const { id } = request.work
    const ttftMs = logNormal(
      profile.ttftMedianMs,
      profile.ttftSigma,
      seed,
      TTFT,
      id,
      key,
      request.round,
    )
    const tpotMs = logNormal(
      profile.tpotMedianMs,
      profile.tpotSigma,
      seed,
      TPOT,
      id,
      key,
      request.round,
    )
    return msToUs(ttftMs * growth + tpotMs * reply.outputTokens)
  }

  /** Wait for the department's provider quota: one request each interval, in order of asking. */
  private quotaDelayUs(): VirtualUs {
    if (this.quotaIntervalUs === 0) return 0
    const start = Math.max(this.timeline.now, this.quotaFreeAt)
    this.quotaFreeAt = start + this.quotaIntervalUs
    return start - this.timeline.now
  }
}

/** The step of a work with this index. */
export function stepOf(work: Work, index: number): Step {
  const direct = work.steps[index]
  if (direct !== undefined && direct.index === index) return direct
  return work.steps.find((step) => step.index === index) as Step
}

function toolCall(
  name: ToolCall['name'],
  workId: number,
  step: number,
  round: number,
  canary: string,
): ToolCall {
  return { name, step, round, input: `${name} ${workId}.${step}.${round}${canary}` }
}
