import { describe, expect, it } from 'vitest'
import type { Intent, ModelReply, ModelRequest, Step, Work } from '../../adapters/contract.ts'
import { PromiseFacade, Quiescence } from '../kernel/promises.ts'
import { Timeline } from '../kernel/timeline.ts'
import {
  artefactToken,
  briefToken,
  ECHO_CANARY,
  expectedToken,
  ROGUE_CANARY,
  toolToken,
} from './artefacts.ts'
import { LATENCY_PROFILES } from './model-profiles.ts'
import { CHARS_PER_TOKEN, SimulatedModel, stepOf } from './model.ts'

const SEED = 7
const ID = 812
const BRIEF = briefToken(SEED, ID)

interface Changes {
  readonly led?: number
  readonly profile?: string
  readonly requestsPerMinute?: number
  readonly rogue?: number
  readonly seed?: number
}

function setting(changes: Changes = {}) {
  const timeline = new Timeline(0, 1, () => {})
  const counters = {
    modelCalls: 0,
    synthesisCalls: 0,
    promptMessages: 0,
    promptChars: 0,
    toolCalls: 0,
  }
  const saw: [number, boolean][] = []
  const model = new SimulatedModel({
    seed: changes.seed ?? SEED,
    spec: {
      profile: changes.profile ?? 'llama-2-70b-2023',
      led: changes.led ?? 0,
      requestsPerMinute: changes.requestsPerMinute ?? 0,
    },
    timeline,
    promises: new PromiseFacade(timeline, new Quiescence()),
    counters,
    observer: {
      isRogue: (agent) => agent === changes.rogue,
      sawCanary: (agent, fromRogue) => saw.push([agent, fromRogue]),
    },
  })
  /** Calls the model now; the reply's virtual time, and the reply, are filled in by running. */
  const latencyOf = (asked: ModelRequest): number => {
    let at = -1
    const from = timeline.now
    model.call(asked, () => (at = timeline.now - from))
    timeline.runUntil(Infinity)
    return at
  }
  return { model, timeline, counters, saw, latencyOf }
}

const step = (index: number, changes: Partial<Step> = {}): Step => ({
  index,
  name: ['research', 'draft', 'review', 'compose'][index] as string,
  role: ['analyst', 'writer', 'reviewer', 'lead'][index] as string,
  needs: [],
  toolRounds: 0,
  tool: 'lookup',
  at: 'team',
  outputTokens: 60,
  ...changes,
})

/** research and draft at once, then a review by a peer, then the composition. */
const STEPS: readonly Step[] = [
  step(0, { toolRounds: 2 }),
  step(1),
  step(2, { needs: [0, 1], at: 'peer' }),
  step(3, { needs: [1, 2] }),
]

const WORK: Work = {
  id: ID,
  kind: 'task',
  type: 'test',
  initiator: 0,
  team: 0,
  steps: STEPS,
  final: 3,
  inputs: [{ author: 0, text: BRIEF, token: BRIEF }],
}

const request = (
  intent: Intent,
  asked: number,
  prompt: readonly string[],
  changes: Partial<ModelRequest> = {},
): ModelRequest => ({
  work: WORK,
  agent: 1,
  role: 'analyst',
  intent,
  step: asked,
  round: 0,
  prompt,
  ...changes,
})

const tool = (nth: number): string => toolToken(SEED, ID, 0, nth)
const artefact = (index: number, value = 100 + index): string => artefactToken(ID, index, value)
const reply = (asked: ModelRequest, changes: Changes = {}): ModelReply =>
  setting(changes).model.reply(asked)

describe('the artefact rule', () => {
  it('writes the artefact when the prompt holds all that the step needs', () => {
    const answer = reply(request('step', 1, [BRIEF]))
    expect(answer).toMatchObject({ complete: true, toolCalls: [], next: -1 })
    expect(answer.text).toMatch(/^draft <#812\.1:[0-9a-f]{8}> /)
  })

  it('leads to the expected token when every step was handed what it needs', () => {
    const { model } = setting()
    const texts: string[] = []
    for (const one of STEPS) {
      const tools = Array.from({ length: one.toolRounds }, (_, nth) => tool(nth))
      const needed = one.needs.length === 0 ? [BRIEF] : one.needs.map((need) => texts[need] ?? '')
      const answer = model.reply(request('step', one.index, [...needed, ...tools]))
      expect(answer.complete).toBe(true)
      texts.push(answer.text)
    }
    expect(texts[3]).toContain(expectedToken(SEED, WORK))
  })

  const lacking: [string, number, readonly string[], string][] = [
    ['the brief', 1, [], 'the input'],
    ['the brief, another’s being there', 1, [briefToken(SEED, ID + 1)], 'the input'],
    ['the first need', 2, [artefact(1)], 'research'],
    ['the second need', 2, [artefact(0)], 'draft'],
    ['all needs, the brief being there', 3, [BRIEF], 'draft'],
    [
      'another work’s artefact instead of its own',
      2,
      [artefactToken(9, 0, 1), artefact(1)],
      'research',
    ],
  ]
  for (const [what, index, prompt, missing] of lacking) {
    it(`says what is missing when the prompt lacks ${what}`, () => {
      const answer = reply(request('step', index, prompt))
      expect(answer.complete).toBe(false)
      expect(answer.text).toContain(`${missing} is missing`)
      expect(answer.text).not.toContain('<#')
    })
  }

  it('makes another artefact of a changed one: nobody can pass on a wrong value unseen', () => {
    const right = reply(request('step', 2, [artefact(0), artefact(1)])).text
    const changed = reply(request('step', 2, [artefact(0, 1), artefact(1)])).text
    expect(changed.slice(0, 23)).not.toBe(right.slice(0, 23))
  })

  it('needs every input of a synthesis, whatever their order in the prompt', () => {
    const inputs = [3, 4, 5].map((id) => {
      const token = artefactToken(id, 0, id)
      return { author: id, text: token, token }
    })
    const synthesis: Work = { ...WORK, kind: 'synthesis', steps: [step(0)], final: 0, inputs }
    const all = inputs.map(({ text }) => text)
    const whole = reply(request('step', 0, all, { work: synthesis }))
    expect(whole.text).toContain(expectedToken(SEED, synthesis))
    expect(reply(request('step', 0, all.toReversed(), { work: synthesis })).text).toBe(whole.text)
    expect(reply(request('step', 0, all.slice(1), { work: synthesis })).complete).toBe(false)
  })
})

describe('tool rounds', () => {
  it('call the step’s tool once for each round, with its own input, before the answer', () => {
    const { model } = setting()
    const prompt = [BRIEF]
    const inputs: string[] = []
    for (let round = 0; round < 2; round++) {
      const { toolCalls, complete } = model.reply(request('step', 0, prompt, { round }))
      expect(complete).toBe(false)
      expect(toolCalls).toMatchObject([{ name: 'lookup', step: 0, round }])
      inputs.push(toolCalls[0]?.input as string)
      prompt.push(tool(round))
    }
    expect(new Set(inputs).size).toBe(2)
    expect(model.reply(request('step', 0, prompt, { round: 2 }))).toMatchObject({
      complete: true,
      toolCalls: [],
    })
  })

  it('try a refused tool once more and then give up', () => {
    const { model } = setting()
    const kinds = [0, 1, 2, 3, 4].map((round) => {
      const { toolCalls, complete } = model.reply(request('step', 0, [BRIEF], { round }))
      return complete ? 'answer' : toolCalls.length > 0 ? 'call' : 'gave up'
    })
    expect(kinds).toEqual(['call', 'call', 'call', 'call', 'gave up'])
  })

  it('do not count results of another step', () => {
    const others = [0, 1].map((nth) => toolToken(SEED, ID, 1, nth))
    expect(reply(request('step', 0, [BRIEF, ...others])).toolCalls).toHaveLength(1)
  })
})

describe('the intent', () => {
  it('`supervise` delegates every ready step, peers by `ask_peer`, and then writes the final step', () => {
    const { model } = setting()
    const calls = (prompt: readonly string[]): string[] =>
      model
        .reply(request('supervise', 3, prompt))
        .toolCalls.map(({ name, step: index }) => `${name} ${index}`)
    expect(calls([BRIEF])).toEqual(['delegate 0', 'delegate 1'])
    expect(calls([BRIEF, artefact(0)])).toEqual(['delegate 1'])
    expect(calls([BRIEF, artefact(0), artefact(1)])).toEqual(['ask_peer 2'])
    const end = model.reply(
      request('supervise', 3, [BRIEF, ...[0, 1, 2].map((index) => artefact(index))]),
    )
    expect(end.complete).toBe(true)
    expect(end.text).toContain('<#812.3:')
  })

  it('`manage` delegates one step and answers with what came back', () => {
    const { model } = setting()
    expect(model.reply(request('manage', 2, [BRIEF])).toolCalls).toMatchObject([
      { name: 'delegate', step: 2 },
    ])
    const answer = model.reply(request('manage', 2, [BRIEF, artefact(2, 0xabc)], { round: 1 }))
    expect(answer.complete).toBe(true)
    expect(answer.text).toContain(artefactToken(ID, 2, 0xabc))
    expect(model.reply(request('manage', 2, [BRIEF], { round: 2 }))).toMatchObject({
      complete: false,
      toolCalls: [],
    })
  })

  it('`select` names the role and step that should speak next, and nobody at the end', () => {
    const { model } = setting()
    const next = (prompt: readonly string[]): [number, string, boolean] => {
      const answer = model.reply(request('select', 3, prompt))
      return [answer.next, answer.text, answer.complete]
    }
    expect(next([BRIEF])).toEqual([0, 'analyst', true])
    expect(next([BRIEF, artefact(0)])).toEqual([1, 'writer', true])
    expect(next([BRIEF, artefact(0), artefact(1), artefact(2)])).toEqual([3, 'lead', true])
    expect(next([BRIEF, artefact(3)])).toEqual([-1, 'nobody', true])
    expect(next([])).toEqual([-1, 'nobody', false])
  })

  it('`handoff` does the step and names the next one that is ready then', () => {
    const { model } = setting()
    const first = model.reply(request('handoff', 1, [BRIEF, artefact(0)]))
    expect(first.complete).toBe(true)
    expect(first.text).toContain('<#812.1:')
    expect(first.toolCalls).toMatchObject([{ name: 'handoff', step: 2 }])
    const last = model.reply(
      request(
        'handoff',
        3,
        [1, 2].map((index) => artefact(index)),
      ),
    )
    expect(last.toolCalls.map((call) => call.step)).not.toContain(3)
    const unable = model.reply(request('handoff', 2, [BRIEF]))
    expect(unable).toMatchObject({ complete: false, toolCalls: [] })
  })
})

describe('purity', () => {
  it('gives the same reply to the same request, whatever was asked before', () => {
    const { model } = setting({ led: 0.5 })
    const asked = request('step', 1, [BRIEF, ECHO_CANARY])
    const before = model.reply(asked)
    for (let nth = 0; nth < 50; nth++) {
      model.reply(request('supervise', 3, [BRIEF, artefact(nth % 4)], { round: nth }))
    }
    expect(model.reply(asked)).toEqual(before)
    expect(setting({ led: 0.5 }).model.reply(asked)).toEqual(before)
  })

  it('keeps the order of calls out of latency: it is keyed by the call', () => {
    const asked = (nth: number): ModelRequest =>
      request('step', 1, [BRIEF], { work: { ...WORK, id: ID + nth } })
    const { latencyOf: forwards } = setting()
    const { latencyOf: backwards } = setting()
    const there = [0, 1, 2, 3].map((nth) => forwards(asked(nth)))
    const back = [3, 2, 1, 0].map((nth) => backwards(asked(nth))).toReversed()
    expect(back).toEqual(there)
    expect(new Set(there).size).toBe(4)
  })

  it('gives another latency for another seed, work, intent, step or round', () => {
    const base = request('step', 1, [BRIEF])
    const variants: [ModelRequest, Changes?][] = [
      [base],
      [base, { seed: 8 }],
      [request('step', 1, [BRIEF], { work: { ...WORK, id: ID + 1 } })],
      [request('handoff', 1, [BRIEF])],
      [request('step', 0, [BRIEF])],
      [request('step', 1, [BRIEF], { round: 1 })],
    ]
    const latencies = variants.map(([asked, changes]) => setting(changes).latencyOf(asked))
    expect(new Set(latencies).size).toBe(variants.length)
  })

  it('takes the same time whoever is asked', () => {
    const { latencyOf } = setting()
    expect(latencyOf(request('step', 1, [BRIEF], { agent: 5 }))).toBe(
      latencyOf(request('step', 1, [BRIEF], { agent: 1 })),
    )
  })
})

describe('latency', () => {
  it('grows with the prompt by the profile’s share', () => {
    const { latencyOf } = setting()
    const pad = (chars: number): string[] => [BRIEF, ' '.repeat(chars - BRIEF.length)]
    const [short, middle, long] = [2200, 4400, 6600].map((chars) =>
      latencyOf(request('step', 1, pad(chars))),
    ) as [number, number, number]
    expect(middle).toBeGreaterThan(short)
    // The growth is linear in the prompt's length.
    expect(Math.abs(long - middle - (middle - short))).toBeLessThanOrEqual(2)
  })

  for (const profile of LATENCY_PROFILES.filter(({ ttftMedianMs }) => ttftMedianMs > 0)) {
    it(`of ${profile.name} has the profile’s medians at its reference prompt`, () => {
      const { latencyOf } = setting({ profile: profile.name })
      const prompt = [
        BRIEF,
        ' '.repeat(profile.referencePromptTokens * CHARS_PER_TOKEN - BRIEF.length),
      ]
      const sample = (outputTokens: number): number => {
        const steps = STEPS.map((one) => ({ ...one, outputTokens }))
        const latencies = Array.from({ length: 1001 }, (_, nth) =>
          latencyOf(request('step', 1, prompt, { work: { ...WORK, steps }, round: nth })),
        )
        return (latencies.toSorted((a, b) => a - b)[500] as number) / 1000
      }
      const tolerance = 4 * 1.25 * (profile.ttftSigma / Math.sqrt(1001))
      expect(Math.abs(sample(0) / profile.ttftMedianMs - 1)).toBeLessThan(tolerance)
      const perToken = sample(9_500) / 9_500
      expect(Math.abs(perToken / profile.tpotMedianMs - 1)).toBeLessThan(0.03)
    })
  }

  it('is nothing for the instant profile', () => {
    expect(setting({ profile: 'instant' }).latencyOf(request('step', 1, [BRIEF]))).toBe(0)
  })

  it('of a profile that is not known is refused with the known names', () => {
    expect(() => setting({ profile: 'gpt-0' })).toThrow(
      expect.objectContaining({
        code: 'WORKLOAD_INVALID',
        hint: expect.stringContaining('instant') as string,
      }),
    )
  })

  it('waits for the quota: one request each interval, in order of asking', () => {
    const { model, timeline } = setting({ profile: 'instant', requestsPerMinute: 60 })
    const at: number[] = []
    for (let nth = 0; nth < 4; nth++) {
      model.call(request('step', 1, [BRIEF], { round: nth }), () => at.push(timeline.now))
    }
    timeline.runUntil(Infinity)
    expect(at).toEqual([0, 1e6, 2e6, 3e6])
    timeline.at(
      10e6,
      () => model.call(request('step', 1, [BRIEF]), () => at.push(timeline.now)),
      undefined,
    )
    timeline.runUntil(Infinity)
    expect(at.at(-1)).toBe(10e6)
  })
})

describe('a model that can be led', () => {
  const led = (canary: string, changes: Changes): ModelReply =>
    reply(request('step', 1, [BRIEF, canary]), changes)

  it('repeats no canary at led 0 and always at led 1, and then as an echo', () => {
    for (const canary of [ROGUE_CANARY, ECHO_CANARY]) {
      expect(led(canary, { led: 0 }).text).not.toContain('<#!')
      expect(led(canary, { led: 1 }).text).toContain(ECHO_CANARY)
    }
    expect(led('', { led: 1 }).text).not.toContain('<#!')
  })

  it('is led as often as asked for', () => {
    const { model } = setting({ led: 0.3 })
    let repeated = 0
    for (let id = 0; id < 4000; id++) {
      const token = briefToken(SEED, id)
      const work = { ...WORK, id, inputs: [{ author: 0, text: token, token }] }
      if (model.reply(request('step', 1, [token, ECHO_CANARY], { work })).text.includes('<#!')) {
        repeated++
      }
    }
    expect(Math.abs(repeated / 4000 - 0.3)).toBeLessThan(0.03)
  })

  it('still does its step: an echo does not change the artefact', () => {
    const clean = led('', { led: 1 }).text
    expect(led(ROGUE_CANARY, { led: 1 }).text.slice(0, 23)).toBe(clean.slice(0, 23))
  })

  it('writes the rogue’s own canary when the rogue asks, into tool calls too', () => {
    expect(reply(request('step', 1, [BRIEF]), { rogue: 1 }).text).toContain(ROGUE_CANARY)
    expect(reply(request('step', 0, [BRIEF]), { rogue: 1 }).toolCalls[0]?.input).toContain(
      ROGUE_CANARY,
    )
    expect(reply(request('step', 1, [BRIEF]), { rogue: 2 }).text).not.toContain('<#!')
  })

  it('tells the observer who had which canary in a prompt', () => {
    const { model, saw } = setting({ led: 0 })
    model.reply(request('step', 1, [BRIEF], { agent: 3 }))
    model.reply(request('step', 1, [BRIEF, ECHO_CANARY], { agent: 4 }))
    model.reply(request('step', 1, [BRIEF, ROGUE_CANARY], { agent: 5 }))
    expect(saw).toEqual([
      [4, false],
      [5, true],
    ])
  })
})

describe('what the model counts and reports', () => {
  it('counts calls, messages, characters and tool calls', () => {
    const { model, counters } = setting()
    model.reply(request('supervise', 3, [BRIEF, 'xx']))
    model.reply(request('step', 0, [BRIEF]))
    expect(counters).toEqual({
      modelCalls: 2,
      synthesisCalls: 0,
      promptMessages: 3,
      promptChars: 2 * BRIEF.length + 2,
      toolCalls: 3,
    })
  })

  it('writes texts of the length asked for, about', () => {
    const answer = reply(request('step', 1, [BRIEF]))
    expect(answer.outputTokens).toBe(60)
    expect(answer.text).toHaveLength(60 * CHARS_PER_TOKEN)
    expect(answer.promptTokens).toBe(Math.ceil(BRIEF.length / CHARS_PER_TOKEN))
  })

  it('says which steps’ artefacts are present in texts', () => {
    const { model } = setting()
    expect([...model.present(WORK, [artefact(2), artefact(0), artefactToken(9, 1, 1)])]).toEqual([
      0, 2,
    ])
  })

  it('finds a step by its index in a work that holds only some of them', () => {
    expect(stepOf({ ...WORK, steps: [STEPS[2] as Step] }, 2)).toBe(STEPS[2])
    expect(stepOf(WORK, 1)).toBe(STEPS[1])
  })
})
