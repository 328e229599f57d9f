/**
 * Tools (simulated services behind real enforcement): every call needs an `Admitted`, which only the
 * control path makes, and the path is asked again whether it is for exactly this call. A result carries the round's token, so an answer that skipped its tool is wrong.
 */
import type { Admitted, ToolCall, Tools, Work } from '../../adapters/contract.ts'
import { logNormal, purpose } from '../kernel/random.ts'
import type { PromiseFacade } from '../kernel/promises.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { msToUs } from '../kernel/units.ts'
import { toolToken } from './artefacts.ts'
import type { Board } from './board.ts'
import { fillerText } from './filler.ts'

const TOOL_LATENCY = purpose('tool.latency')

/** Median and sigma of an internal service's answer time; an assumption, the same for everyone. */
const MEDIAN_MS = 150
const SIGMA = 0.5
const RESULT_CHARS = 240

/** What may stand between a tool call that was admitted and its effect: people who must agree. */
export interface EffectGate {
  /** Calls one of the two, once: at once, or from a later event of the cell. */
  pass(
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    carryOut: () => void,
    refuse: (reason: string) => void,
  ): void
}

export interface ToolOptions {
  readonly timeline: Timeline
  readonly promises: PromiseFacade
  readonly seed: number
  /** The department's board; divisions and the apex have none. */
  readonly board: Board | undefined
  /** Absent: nothing waits for anybody. */
  readonly gate?: EffectGate | undefined
  /** Asked in the moment of the effect; what it returns is why there is none. */
  readonly refuses: (call: ToolCall, work: Work, admitted: Admitted) => string | undefined
}

export class SimulatedTools implements Tools {
  /** Calls that were carried out. */
  effects = 0
  private readonly options: ToolOptions

  constructor(options: ToolOptions) {
    this.options = options
  }

  run(given: ToolCall, work: Work, admitted: Admitted, done: (result: string) => void): void {
    const { gate } = this.options
    if (gate === undefined) {
      this.carryOut(given, work, admitted, done)
      return
    }
    // What waits is what was asked for, whatever its caller makes of the object meanwhile.
    const call = { ...given }
    gate.pass(
      call,
      work,
      admitted,
      () => this.carryOut(call, work, admitted, done),
      (reason) => done(refusal(call, reason)),
    )
  }

  execute(call: ToolCall, work: Work, admitted: Admitted): Promise<string> {
    return this.options.promises.wait((resolve) => this.run(call, work, admitted, resolve))
  }

  private carryOut(
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    done: (result: string) => void,
  ): void {
    const { timeline, seed, refuses } = this.options
    const reason = refuses(call, work, admitted)
    if (reason !== undefined) {
      done(refusal(call, reason))
      return
    }
    const result = this.effect(call, work, admitted)
    const key = call.step * 64 + call.round
    const ms = logNormal(MEDIAN_MS, SIGMA, seed, TOOL_LATENCY, work.id, key)
    timeline.after(msToUs(ms), done, result)
  }

  private effect(call: ToolCall, work: Work, admitted: Admitted): string {
    this.effects++
    const { seed, board } = this.options
    const token = toolToken(seed, work.id, call.step, call.round)
    if (call.name === 'post') {
      board?.publish(admitted, call.input)
      return `posted ${token}`
    }
    const shown = call.name === 'read_board' ? (board?.visibleText() ?? '') : ''
    return `${token} ${shown} ${fillerText(RESULT_CHARS)}`
  }
}

/** No token: whoever reads this knows that nothing was done. */
function refusal({ name }: ToolCall, reason: string): string {
  return `${name} was refused: ${reason}`
}
