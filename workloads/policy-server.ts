/** The policy server of level P3 as a workload describes it. Plain data. */
import type { VirtualUs } from '../harness/kernel/units.ts'

/** How the server is simulated: its capacity, its delay, and what clients do without it. */
export interface PolicyServerSpec {
  /** Decisions that the server works on at once; more wait in line. */
  readonly places: number
  /** Median time that one decision takes there (log-normal), the line left out. */
  readonly decisionUs: VirtualUs
  readonly decisionSigma: number
  /** How long a client waits for an answer. */
  readonly timeoutUs: VirtualUs
  /** What a client does with a step about which nobody answered in time. */
  readonly onUnreachable: 'deny' | 'allow'
  /** While requests to the server are lost. Absent: never. */
  readonly unreachable?: { readonly fromUs: VirtualUs; readonly untilUs: VirtualUs }
  /** Absent: `DEFAULT_CONTROLS`. An empty list allows everything, and nobody is asked. */
  readonly controls?: readonly Control[]
}

/**
 * A control in the style of Agent Control 8.15: scope, selector, evaluator, action. This is an own
 * implementation of the published concepts; none of the product's code is here.
 */

export interface Control {
  readonly name: string
  /** Default true. */
  readonly enabled?: boolean
  /** Which steps it is about. An absent or empty list is any. */
  readonly scope: {
    readonly stepTypes?: ReadonlyArray<'tool' | 'llm'>
    readonly stepNames?: readonly string[]
    readonly stages?: ReadonlyArray<'pre' | 'post'>
  }
  /** What of the step is looked at: `input`, `name`, `context.role` and the like, or `*` for all. */
  readonly selector: { readonly path: string }
  readonly evaluator: Evaluator
  /**
   * `deny` stops the step. `steer` stops it too and says what to do instead; nothing here follows
   * such advice, so the step stays undone. `observe` is counted and lets it pass.
   */
  readonly action: { readonly decision: 'deny' | 'steer' | 'observe'; readonly message?: string }
}

export type Evaluator = RegexEvaluator | ListEvaluator

export interface RegexEvaluator {
  readonly name: 'regex'
  /** A JavaScript expression. The product takes RE2, which cannot be made to run for ever. */
  readonly pattern: string
  readonly ignoreCase?: boolean
}

export interface ListEvaluator {
  readonly name: 'list'
  readonly values: readonly string[]
  /** Whether one value is enough. Default `any`. */
  readonly logic?: 'any' | 'all'
  /** Whether it matches when values are found or when they are not. Default `match`. */
  readonly matchOn?: 'match' | 'no_match'
  /** The whole text, or as words in it. Default `exact`. */
  readonly matchMode?: 'exact' | 'contains'
  /** Default false. */
  readonly caseSensitive?: boolean
}
