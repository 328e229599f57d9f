/**
 * The policy decision point: the controls in force and the door through which they are changed. It
 * decides only what it is asked, and it holds no agent back: whoever calls a tool without asking is
 * not stopped by it. It is a policy server and not a sandbox.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Control } from '../../../../workloads/policy-server.ts'
import { ControlSet, type Verdict } from './control-set.ts'
import { DEFAULT_CONTROLS } from './default-controls.ts'
import type { PolicyStep } from './policy-step.ts'

export interface DecisionPointOptions {
  /** Default: `DEFAULT_CONTROLS`. */
  readonly controls?: readonly Control[]
  /** Keys of those who may change controls. Default: none are asked for, as the server ships. */
  readonly apiKeys?: readonly string[]
}

export class DecisionPoint {
  private controls: readonly Control[]
  private compiled: ControlSet
  private readonly keys: readonly Buffer[] | undefined

  /** Throws POLICY_INVALID for a control that cannot work. */
  constructor({ controls = DEFAULT_CONTROLS, apiKeys }: DecisionPointOptions = {}) {
    this.controls = controls
    this.compiled = new ControlSet(controls)
    this.keys = apiKeys?.map(hashed)
  }

  applies(step: PolicyStep): boolean {
    return this.compiled.applies(step)
  }

  decide(step: PolicyStep): Verdict {
    return this.compiled.decide(step)
  }

  /**
   * Puts a control in the place of the one with its name, or adds it. False, and nothing changes, if
   * keys are asked for and this is none. Throws POLICY_INVALID, and nothing changes, for a control
   * that cannot work.
   */
  replace(control: Control, apiKey?: string): boolean {
    if (!this.accepts(apiKey)) return false
    const others = this.controls.filter(({ name }) => name !== control.name)
    const controls = [...others, control]
    this.compiled = new ControlSet(controls)
    this.controls = controls
    return true
  }

  private accepts(apiKey: string | undefined): boolean {
    if (this.keys === undefined) return true
    if (apiKey === undefined) return false
    const given = hashed(apiKey)
    return this.keys.some((key) => timingSafeEqual(key, given))
  }
}

/** Equal lengths, so that keys are compared in constant time. */
function hashed(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
