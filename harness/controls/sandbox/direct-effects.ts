/**
 * S0: programs run in the caller's own realm, with the services' handles within reach. Whoever wants
 * to can use them and skip the path; only isolation, which this level does not give, prevents that.
 */
import { runInThisContext } from 'node:vm'
import { fault, type AgentProgram, type ProgramCall, type ProgramOutcome } from './program.ts'
import type { Sandboxes, SandboxCounts, ServiceHandles } from './sandboxes.ts'

type Compiled = (
  capability: { request(action: string, text: string): void; services: ServiceHandles | undefined },
  action: string,
  text: string,
  agent: number,
) => void

export class DirectEffects implements Sandboxes {
  readonly level = 'S0'
  readonly counts: SandboxCounts = { created: 0, resets: 0, ended: 0 }
  private readonly compiled = new Map<AgentProgram, Compiled>()

  run({ agent, program, action, text }: ProgramCall, services?: ServiceHandles): ProgramOutcome {
    let outcome: ProgramOutcome | undefined
    let requests = 0
    const request = (what: string, words: string): void => {
      requests++
      outcome = { kind: 'request', action: what, text: words }
    }
    try {
      this.compile(program)({ request, services }, action, text, agent)
    } catch {
      return fault('it threw')
    }
    return requests === 1 && outcome !== undefined ? outcome : fault('it did not make one request')
  }

  end(): void {}

  close(): void {}

  private compile(program: AgentProgram): Compiled {
    let compiled = this.compiled.get(program)
    if (compiled === undefined) {
      compiled = runInThisContext(`'use strict';(${program})`) as Compiled
      this.compiled.set(program, compiled)
    }
    return compiled
  }
}
