/**
 * The adapter's calls of the control path. LangChain has one place where code of the application
 * stands between an agent and an effect: around a tool call. Everything here is called from there.
 * Nothing checks the plain text of messages, as in the framework.
 */
import {
  type Action,
  type Admitted,
  type Cell,
  type Refused,
  type ResourceClass,
  type Step,
  type ToolCall,
  type ToolName,
  type Work,
} from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

/** Tools that act on something outside the team and are carried out by the harness. */
export type EffectTool = 'lookup' | 'read_board' | 'post'

interface Effect {
  readonly action: Action
  readonly resource: ResourceClass
  /** What the tool is described as to the model. */
  readonly description: string
}

export const EFFECTS: Readonly<Record<EffectTool, Effect>> = {
  lookup: {
    action: 'lookup',
    resource: 'tool',
    description: 'Looks something up in an internal system.',
  },
  read_board: {
    action: 'read',
    resource: 'board',
    description: "Reads the guidance on the department's board.",
  },
  post: {
    action: 'post',
    resource: 'board',
    description: "Posts guidance on the department's board.",
  },
}

export const EFFECT_TOOLS: readonly EffectTool[] = ['lookup', 'read_board', 'post']

export function isEffect(name: ToolName | string): name is EffectTool {
  return name in EFFECTS
}

/** The whole path for a tool call that an agent makes on its own behalf. */
export function admitEffect(
  cell: Cell,
  work: Work,
  agent: AgentId,
  name: EffectTool,
  call: ToolCall,
): Admitted | Refused {
  const { action, resource } = EFFECTS[name]
  const draft = { from: agent, to: agent, action, resource, workId: work.id, text: call.input }
  return cell.guard.admit(cell.guard.seal(draft), agent)
}

/** The whole path for work that one agent of a team hands to another; `step`: that step alone. */
export function admitHandover(
  cell: Cell,
  work: Work,
  action: 'delegate' | 'handoff',
  from: AgentId,
  to: AgentId,
  text: string,
  step?: Step,
): Admitted | Refused {
  const behalf = onBehalf(work, from, step)
  const draft = { from, to, action, resource: 'team', workId: work.id, text, ...behalf } as const
  const sealed = cell.guard.seal(draft)
  return cell.guard.admit(sealed, to)
}

/** What the model is told when a tool call was refused. */
export function refusalText(name: string, { refused }: Refused): string {
  return `Error: ${name} was refused (${refused}).`
}

/** What the model is told when an answer is not accepted any more. */
export function rejectionText(agent: AgentId): string {
  return `Error: the answer of agent ${agent} was rejected (quarantine).`
}
