/**
 * The real packages, counted: model calls, messages and checkpoint writes as functions of the number
 * of tool rounds or delegations. These pin the execution model that the adapter builds on; a package
 * update that changes it fails here first.
 */
import './environment.ts'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import { tool } from '@langchain/core/tools'
import { GraphRecursionError, MemorySaver } from '@langchain/langgraph'
import { createReactAgent } from '@langchain/langgraph/prebuilt'
import { createSupervisor } from '@langchain/langgraph-supervisor'
import { createHandoffTool, createSwarm } from '@langchain/langgraph-swarm'
import { createAgent } from 'langchain'
import { describe, expect, it } from 'vitest'

/** Names of the tools to call, one call each; empty for a final answer. */
type Script = (messages: readonly BaseMessage[]) => readonly string[]

/** Number of messages of every prompt, in the order of the calls. */
class PromptLog {
  readonly prompts: number[] = []

  get calls(): number {
    return this.prompts.length
  }

  get messages(): number {
    return this.prompts.reduce((sum, length) => sum + length, 0)
  }
}

/** A chat model that follows a script. */
class ScriptedChatModel extends BaseChatModel {
  private readonly script: Script
  private readonly log: PromptLog

  constructor(log: PromptLog, script: Script) {
    super({})
    this.script = script
    this.log = log
  }

  _llmType(): string {
    return 'scripted'
  }

  override bindTools(): this {
    return this
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    this.log.prompts.push(messages.length)
    const call = this.log.calls
    const message = new AIMessage({
      content: `reply ${call}`,
      tool_calls: this.script(messages).map((name, index) => ({
        name,
        args: {},
        id: `call_${call}_${index}`,
        type: 'tool_call' as const,
      })),
    })
    return { generations: [{ text: `reply ${call}`, message }] }
  }
}

/** Calls each of these tools in turn, then answers. `from` tells the model's own messages apart. */
function inTurn(names: readonly string[], from?: string): Script {
  return (messages) => {
    const own = messages.filter(
      (m) => m.getType() === 'ai' && (from === undefined || m.name === from),
    )
    const name = names[own.length]
    return name === undefined ? [] : [name]
  }
}

/** Answers at once. */
const answer: Script = () => []

/** Counts checkpoint writes. */
class CountingSaver extends MemorySaver {
  puts = 0

  override put(...args: Parameters<MemorySaver['put']>): ReturnType<MemorySaver['put']> {
    this.puts++
    return super.put(...args)
  }
}

const THREAD = { configurable: { thread_id: 'one' } }
const NO_ARGUMENTS = { type: 'object', properties: {} } as const

function userMessage(): { messages: BaseMessage[] } {
  return { messages: [new HumanMessage('do it')] }
}

function lookupTool(name = 'lookup') {
  return tool(async () => 'found', { name, description: 'Looks up.', schema: NO_ARGUMENTS })
}

function times(count: number, name: string): string[] {
  return Array.from({ length: count }, () => name)
}

async function runToolAgent(rounds: number) {
  const log = new PromptLog()
  const saver = new CountingSaver()
  const agent = createAgent({
    model: new ScriptedChatModel(log, inTurn(times(rounds, 'lookup'))),
    tools: [lookupTool()],
    systemPrompt: 'You look things up.',
    checkpointer: saver,
  })
  const { messages } = await agent.invoke(userMessage(), THREAD)
  return { log, puts: saver.puts, messages: messages.length }
}

describe('createAgent with r tool rounds in sequence', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 11])('r = %i follows the formulas', async (r) => {
    const { log, puts, messages } = await runToolAgent(r)
    expect(log.prompts).toEqual(Array.from({ length: r + 1 }, (_, i) => 2 + 2 * i))
    expect(messages).toBe(2 + 2 * r)
    expect(puts).toBe(2 * r + 3)
  })

  it('gives the published figures at r = 0, 1, 3', async () => {
    const runs = [await runToolAgent(0), await runToolAgent(1), await runToolAgent(3)]
    expect(runs.map((run) => run.log.calls)).toEqual([1, 2, 4])
    expect(runs.map((run) => run.messages)).toEqual([2, 4, 8])
    expect(runs.map((run) => run.puts)).toEqual([3, 5, 9])
  })

  it('works with 11 rounds and throws with 12 under the default recursion limit', async () => {
    await expect(runToolAgent(11)).resolves.toMatchObject({ messages: 24 })
    await expect(runToolAgent(12)).rejects.toBeInstanceOf(GraphRecursionError)
  })
})

async function runSupervisor(k: number) {
  const log = new PromptLog()
  const saver = new CountingSaver()
  const names = Array.from({ length: k }, (_, i) => `transfer_to_worker_${i}`)
  const workers = names.map((_, i) =>
    createReactAgent({
      llm: new ScriptedChatModel(log, answer),
      tools: [],
      name: `worker_${i}`,
    }),
  )
  const graph = createSupervisor({
    agents: workers,
    llm: new ScriptedChatModel(log, inTurn(names, 'supervisor')),
    prompt: 'You supervise.',
  }).compile({ checkpointer: saver })
  const { messages } = await graph.invoke(userMessage(), THREAD)
  return { log, puts: saver.puts, messages: messages.length }
}

describe('createSupervisor with k delegations in sequence', () => {
  it.each([1, 2, 3, 4, 5, 6, 8, 11])('k = %i follows the formulas', async (k) => {
    const { log, puts, messages } = await runSupervisor(k)
    expect(log.calls).toBe(2 * k + 1)
    expect(messages).toBe(2 + 5 * k)
    expect(log.messages).toBe(5 * k * k + 5 * k + 2)
    expect(puts).toBe(8 * k + 6)
  })

  it('gives the published figures at k = 1, 3, 8', async () => {
    const runs = [await runSupervisor(1), await runSupervisor(3), await runSupervisor(8)]
    expect(runs.map((run) => run.log.calls)).toEqual([3, 7, 17])
    expect(runs.map((run) => run.messages)).toEqual([7, 17, 42])
    expect(runs.map((run) => run.log.messages)).toEqual([12, 62, 362])
    expect(runs.map((run) => run.puts)).toEqual([14, 30, 70])
  })

  it('works with 11 delegations and throws with 12 under the default recursion limit', async () => {
    await expect(runSupervisor(11)).resolves.toMatchObject({ messages: 57 })
    await expect(runSupervisor(12)).rejects.toBeInstanceOf(GraphRecursionError)
  })
})

async function runSubagentsAsTools(k: number, parallel: boolean) {
  const log = new PromptLog()
  const names = Array.from({ length: k }, (_, i) => `ask_worker_${i}`)
  const tools = names.map((name) => {
    const worker = createAgent({ model: new ScriptedChatModel(log, answer), tools: [] })
    return tool(
      async () => {
        const { messages } = await worker.invoke(userMessage())
        return messages.at(-1)?.text ?? ''
      },
      { name, description: 'Asks a worker.', schema: NO_ARGUMENTS },
    )
  })
  const supervisor = createAgent({
    model: new ScriptedChatModel(
      log,
      parallel ? (messages) => (messages.length === 1 ? names : []) : inTurn(names),
    ),
    tools,
  })
  await supervisor.invoke(userMessage())
  return log
}

describe('sub-agents as tools, k of them, no system prompts', () => {
  it.each([1, 2, 3, 4, 5, 8])('k = %i in sequence follows the formulas', async (k) => {
    const log = await runSubagentsAsTools(k, false)
    expect(log.calls).toBe(2 * k + 1)
    expect(log.messages).toBe(k * k + 3 * k + 1)
  })

  it.each([1, 2, 3, 4, 5, 8])('k = %i in parallel follows the formulas', async (k) => {
    const log = await runSubagentsAsTools(k, true)
    expect(log.calls).toBe(k + 2)
    expect(log.messages).toBe(2 * k + 3)
  })

  it('gives the published figures at k = 3', async () => {
    const sequential = await runSubagentsAsTools(3, false)
    const parallel = await runSubagentsAsTools(3, true)
    expect([sequential.calls, parallel.calls]).toEqual([7, 5])
    expect([sequential.messages, parallel.messages]).toEqual([19, 9])
  })
})

async function runSwarm(handoffs: number) {
  const log = new PromptLog()
  const agents = Array.from({ length: handoffs + 1 }, (_, i) => {
    const last = i === handoffs
    return createReactAgent({
      llm: new ScriptedChatModel(log, last ? answer : () => [`transfer_to_agent_${i + 1}`]),
      tools: last ? [] : [createHandoffTool({ agentName: `agent_${i + 1}` })],
      name: `agent_${i}`,
    })
  })
  const graph = createSwarm({ agents, defaultActiveAgent: 'agent_0' }).compile()
  const { messages } = await graph.invoke(userMessage())
  return { log, messages: messages.length }
}

describe('createSwarm with h handoffs', () => {
  it.each([0, 1, 2, 3, 5, 9])('h = %i follows the formulas', async (h) => {
    const { log, messages } = await runSwarm(h)
    expect(log.prompts).toEqual(Array.from({ length: h + 1 }, (_, i) => 1 + 2 * i))
    expect(messages).toBe(2 + 2 * h)
  })

  it('gives the published figures at h = 2', async () => {
    const { log, messages } = await runSwarm(2)
    expect(log.calls).toBe(3)
    expect(log.prompts).toEqual([1, 3, 5])
    expect(messages).toBe(6)
  })
})
