/** The processes of a department: each is fixed by the first case of its type. */
import type { Step, Work } from '../contract.ts'

export class Processes {
  private readonly stages = new Map<string, readonly Step[]>()

  /** True if the case has the stages of its process. */
  covers({ type, steps }: Work): boolean {
    const known = this.stages.get(type)
    if (known === undefined) {
      this.stages.set(type, steps)
      return true
    }
    return known === steps || isSamePipeline(known, steps)
  }
}

/** Who a stage is pinned to makes no difference to the process. */
function isSamePipeline(known: readonly Step[], steps: readonly Step[]): boolean {
  return known.length === steps.length && known.every((stage, i) => isSame(stage, steps[i] as Step))
}

function isSame(a: Step, b: Step): boolean {
  return (
    a.name === b.name &&
    a.role === b.role &&
    a.at === b.at &&
    a.tool === b.tool &&
    a.needs.length === b.needs.length &&
    a.needs.every((need, i) => need === b.needs[i])
  )
}
