/** State of one flow: what its stages have brought, until later stages take it over. */
import type { AgentId } from '../../harness/kernel/units.ts'

/** What a step has brought, and who wrote it. */
export interface StepOutput {
  readonly author: AgentId
  readonly text: string
}

/** Belongs to one flow; gone when the flow has ended. */
export class FlowState {
  private readonly outputs = new Map<number, StepOutput>()
  private readonly handedOn = new Set<number>()
  /** Peer requests under way: the asking agent by the step that is asked for. */
  readonly asking = new Map<number, AgentId>()

  put(step: number, output: StepOutput): void {
    this.outputs.set(step, output)
  }

  get(step: number): StepOutput | undefined {
    return this.outputs.get(step)
  }

  /** Takes an output for a prompt; tells whether this is the first time. */
  handOn(step: number): boolean {
    if (this.handedOn.has(step)) return false
    this.handedOn.add(step)
    return true
  }

  /**
   * Forgets what an agent has brought and no later stage has taken over, and the requests it is
   * waiting for. Returns how many were forgotten.
   */
  purge(agent: AgentId): number {
    let purged = 0
    for (const [step, output] of this.outputs) {
      if (output.author !== agent || this.handedOn.has(step)) continue
      this.outputs.delete(step)
      purged++
    }
    for (const [step, asker] of this.asking) {
      if (asker !== agent) continue
      this.asking.delete(step)
      purged++
    }
    return purged
  }
}
