/** Which program is behind an effect, and what the programs of a cell could reach without a sandbox. */
import type { Admitted } from '../../adapters/contract.ts'
import type { AgentCodeOptions } from '../controls/sandbox/agent-code.ts'
import { ASKING_PROGRAM } from '../controls/sandbox/program.ts'
import type { Sandboxes, ServiceHandles } from '../controls/sandbox/sandboxes.ts'
import type { Incident } from '../incidents/placement.ts'
import { BYPASS_PROGRAM } from '../incidents/policy-bypass.ts'
import type { AgentId } from '../kernel/units.ts'
import type { Board } from '../world/board.ts'

export interface AgentProgramsOptions {
  /** Absent at S0. */
  readonly sandboxes: Sandboxes | undefined
  readonly incident: Incident | undefined
  readonly clock: { readonly now: number }
  readonly board: () => Board | undefined
}

/**
 * The guard's options for programs. Every agent's program asks for its effects, but for the rogue's
 * when the incident is that enforcement was skipped: from its moment on it posts by itself.
 */
export function agentPrograms(options: AgentProgramsOptions): AgentCodeOptions {
  const { sandboxes, incident, clock, board } = options
  const isolated = sandboxes === undefined ? {} : { sandboxes }
  if (incident?.spec.hypothesis !== 'enforcement-skipped') return isolated
  const { rogue, at } = incident
  return {
    ...isolated,
    services: unguarded(board),
    programOf: ({ from, action }) =>
      from === rogue && action === 'post' && clock.now >= at ? BYPASS_PROGRAM : ASKING_PROGRAM,
  }
}

/** The board's own handle: the one place where an effect happens that nobody has admitted. */
function unguarded(board: () => Board | undefined): ServiceHandles {
  return {
    post: (author: AgentId, text: string) => {
      board()?.publish({ from: author } as Admitted, text)
    },
  }
}
