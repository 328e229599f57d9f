/** On whose behalf a request is made, and what for. Every architecture says so at its own hook. */
import type { AgentId } from './units.ts'

/** The step of a work, as far as it matters here. */
interface Step {
  readonly tool: string
  readonly toolRounds: number
}

const TOOL_ACTION = { lookup: 'lookup', read_board: 'read', post: 'post' } as const

type ToolAction = (typeof TOOL_ACTION)[keyof typeof TOOL_ACTION]

/** Made once: every request of a work asks for its step's. */
const GRANTS: ReadonlyMap<string, readonly ToolAction[]> = new Map(
  Object.entries(TOOL_ACTION).map(([tool, action]) => [tool, Object.freeze([action])]),
)

const NO_GRANTS: readonly ToolAction[] = Object.freeze([])

/** The part of a request's draft that its origin and its purpose are in. */
export interface Provenance {
  readonly origin?: AgentId
  readonly hopCount?: number
  readonly grants?: readonly ToolAction[]
}

/** The actions by tool that a step needs. */
export function grantsOf({ tool, toolRounds }: Step): readonly ToolAction[] {
  return toolRounds === 0 ? NO_GRANTS : (GRANTS.get(tool) ?? NO_GRANTS)
}

/**
 * The origin is who started the work, unless that is `from`. `step`: the one step that is asked for.
 * Absent: the work is passed on whole.
 */
export function onBehalf(
  work: { readonly initiator: AgentId },
  from: AgentId,
  step?: Step,
): Provenance {
  const { initiator: origin } = work
  if (step === undefined) return from === origin ? {} : { origin, hopCount: 1 }
  const grants = grantsOf(step)
  return from === origin ? { grants } : { origin, hopCount: 1, grants }
}
