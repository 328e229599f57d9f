/** Controls that are compiled, and what they decide together. */
import type { Control } from '../../../../workloads/policy-server.ts'
import { compileEvaluator, type Matches } from './evaluator.ts'
import type { PolicyStep } from './policy-step.ts'

/** `control` names the one that stopped the step. */
export type Verdict =
  | { readonly decision: 'allow' }
  | { readonly decision: 'deny' | 'steer'; readonly control: string; readonly message: string }

const ALLOW: Verdict = Object.freeze({ decision: 'allow' })

interface Compiled {
  readonly control: Control
  readonly matches: Matches
}

export class ControlSet {
  /** Matches of controls that only observe. */
  observed = 0
  private readonly compiled: readonly Compiled[]

  /** Throws POLICY_INVALID for a control that cannot work. */
  constructor(controls: readonly Control[]) {
    this.compiled = controls
      .filter(({ enabled }) => enabled !== false)
      .map((control) => ({ control, matches: compileEvaluator(control) }))
  }

  /** True if any control is about such steps; without one, the product's client asks nobody. */
  applies(step: PolicyStep): boolean {
    return this.compiled.some(({ control }) => isInScope(control, step))
  }

  /**
   * One deny wins over everything, steer over allow, and what no control matches is allowed, also
   * when there are no controls: that is how the product ships. A control that stops and cannot be
   * evaluated stops the step.
   */
  decide(step: PolicyStep): Verdict {
    let verdict = ALLOW
    for (const { control, matches } of this.compiled) {
      const { decision, message = '' } = control.action
      if (verdict.decision === 'steer' && decision !== 'deny') continue
      if (!isInScope(control, step) || !isMatched(matches, control, step)) continue
      if (decision === 'observe') this.observed++
      else verdict = { decision, control: control.name, message }
      if (decision === 'deny') break
    }
    return verdict
  }
}

function isInScope({ scope }: Control, { type, name, stage }: PolicyStep): boolean {
  const { stepTypes = [], stepNames = [], stages = [] } = scope
  return (
    (stepTypes.length === 0 || stepTypes.includes(type)) &&
    (stepNames.length === 0 || stepNames.includes(name)) &&
    (stages.length === 0 || stages.includes(stage))
  )
}

function isMatched(matches: Matches, { selector, action }: Control, step: PolicyStep): boolean {
  try {
    const selected = select(step, selector.path)
    return selected !== undefined && matches(selected)
  } catch {
    return action.decision !== 'observe'
  }
}

/** The selected part as text; undefined if the step has no such part. */
function select(step: PolicyStep, path: string): string | undefined {
  if (path === '*') return JSON.stringify(step)
  let part: unknown = step
  for (const key of path.split('.')) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined
    part = (part as Record<string, unknown>)[key]
  }
  return typeof part === 'string' ? part : JSON.stringify(part)
}
