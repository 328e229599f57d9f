/**
 * S2: an interpreter of its own for each agent (QuickJS compiled to WebAssembly). A program sees the
 * language and the frozen capability, and nothing of Node: there is no `process`, no module and no
 * timer to reach, because the interpreter has none. Memory is bounded for each agent, and a program is
 * interrupted after a number of steps, not after a time, so that the outcome is the same everywhere.
 * A single built-in call is not interrupted, so a program can still take seconds.
 *
 * The boundary is WebAssembly's linear memory, which all agents of a shard share: a fault of QuickJS
 * itself could let one agent's program into another's interpreter, but not out of the instance. It
 * stands in for V8 isolates: `isolated-vm` has no release for all of Node 20, 22 and 24, and the one
 * for Node 20 is fetched or compiled when installed. It interprets, so programs are slower than V8's.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'
import type { AgentId, CellId } from '../../kernel/units.ts'
import {
  fault,
  readAnswer,
  RUNNER,
  type AgentProgram,
  type ProgramCall,
  type ProgramOutcome,
} from './program.ts'
import type { Sandboxes, SandboxCounts } from './sandboxes.ts'

/** Most interpreters of a process, over all its shards; about 74 KiB each. */
export const MAX_CONTEXTS = 10_000

const MEMORY_BYTES = 1 << 20
const STACK_BYTES = 64 << 10
/** QuickJS asks at every 10,000 jumps and calls whether to go on; about 50 ms. */
const MAX_INTERRUPTS = 1_000

let loading: Promise<QuickJSWASMModule> | undefined

/** Loads QuickJS, once for each thread. */
export async function openQuickJs(most: number = MAX_CONTEXTS): Promise<QuickJsSandboxes> {
  // Its types describe the CommonJS build; Node loads the other one, whose default is the variant.
  loading ??= newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant)
  return new QuickJsSandboxes(await loading, most)
}

/** One agent's interpreter. */
class Realm {
  private readonly runtime: QuickJSRuntime
  private readonly context: QuickJSContext
  private readonly programs = new Map<AgentProgram, QuickJSHandle>()
  private interrupts = 0

  constructor(quickJs: QuickJSWASMModule) {
    this.runtime = quickJs.newRuntime()
    this.runtime.setMemoryLimit(MEMORY_BYTES)
    this.runtime.setMaxStackSize(STACK_BYTES)
    this.runtime.setInterruptHandler(() => ++this.interrupts > MAX_INTERRUPTS)
    this.context = this.runtime.newContext()
  }

  /** The program's answer, or undefined if it threw or was stopped. */
  run({ program, action, text, agent }: ProgramCall): string | undefined {
    const { context } = this
    this.interrupts = 0
    const run = this.compile(program)
    if (run === undefined) return undefined
    const given = [context.newString(action), context.newString(text), context.newNumber(agent)]
    const result = context.callFunction(run, context.undefined, ...given)
    for (const handle of given) handle.dispose()
    if (result.error !== undefined) {
      result.error.dispose()
      return undefined
    }
    const { value } = result
    const answer = context.typeof(value) === 'string' ? context.getString(value) : undefined
    value.dispose()
    return answer
  }

  dispose(): void {
    for (const handle of this.programs.values()) handle.dispose()
    this.context.dispose()
    this.runtime.dispose()
  }

  private compile(program: AgentProgram): QuickJSHandle | undefined {
    const known = this.programs.get(program)
    if (known !== undefined) return known
    const result = this.context.evalCode(`(${RUNNER})(${program})`)
    if (result.error !== undefined) {
      result.error.dispose()
      return undefined
    }
    this.programs.set(program, result.value)
    return result.value
  }
}

export class QuickJsSandboxes implements Sandboxes {
  readonly level = 'S2'
  readonly counts: SandboxCounts = { created: 0, resets: 0, ended: 0 }
  /** By agent, the one that was used longest ago first. */
  private readonly realms = new Map<AgentId, Realm>()
  private readonly quickJs: QuickJSWASMModule
  private readonly most: number

  constructor(quickJs: QuickJSWASMModule, most: number) {
    this.quickJs = quickJs
    this.most = Math.max(1, most)
  }

  run(call: ProgramCall): ProgramOutcome {
    const answer = this.realmOf(call.agent).run(call)
    if (answer !== undefined) return readAnswer(answer)
    // Also what it may have left behind goes: the next program of this agent starts anew.
    this.end(call.cell, call.agent)
    return fault('it threw or was stopped')
  }

  end(_cell: CellId, agent: AgentId): void {
    const realm = this.realms.get(agent)
    if (realm === undefined) return
    this.realms.delete(agent)
    this.counts.ended++
    realm.dispose()
  }

  close(): void {
    for (const realm of this.realms.values()) realm.dispose()
    this.counts.ended += this.realms.size
    this.realms.clear()
  }

  private realmOf(agent: AgentId): Realm {
    let realm = this.realms.get(agent)
    if (realm === undefined) {
      this.makeRoom()
      realm = new Realm(this.quickJs)
      this.counts.created++
    }
    this.realms.delete(agent)
    this.realms.set(agent, realm)
    return realm
  }

  private makeRoom(): void {
    if (this.realms.size < this.most) return
    const [oldest, realm] = this.realms.entries().next().value as [AgentId, Realm]
    this.realms.delete(oldest)
    this.counts.resets++
    realm.dispose()
  }
}
