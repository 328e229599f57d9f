import type { ArchitectureFacts } from '../contract.ts'
import { ships } from './ships.ts'

export const facts: ArchitectureFacts = {
  title: 'AutoGen-style (execution model of AutoGen 0.4+)',
  style: 'execution model',
  version: 'AutoGen 0.4+ (counters equal to those of autogen-core and autogen-agentchat 0.7.5)',
  topologies: [
    { name: 'round-robin', summary: 'RoundRobinGroupChat: assignees speak in turn, all hear all' },
    { name: 'selector', summary: 'SelectorGroupChat: a model call names each next speaker' },
    { name: 'swarm', summary: 'Swarm: each speaker hands over to the next' },
  ],
  changedDefaults: [
    'AssistantAgent: max_tool_iterations and reflect_on_tool_use let a step with r tool rounds take r+1 model calls (default: one call, raw tool result)',
    'every team has a termination condition on its result and a bound on turns (default: none)',
    'intervention handlers carry the control path (default: none installed)',
    'a team and its runtime are dropped when its run ends (a kept team object keeps its agents)',
    'a dropped envelope completes its queue item (0.7.5 leaves the item open)',
  ],
  doesNotDo: [
    'no distributed (gRPC) runtime: one runtime for each team, one for the department’s reviewers',
    'no second JSON of each delivered message for tracing attributes, which 0.7.5 makes even without tracing',
    'no user proxy, nested teams, memory, streaming chunks, pause, resume or saved state',
    'no delay between agents of one team: its messages are references in one process',
  ],
  controlPoint:
    'intervention handler on every envelope: agent content is admitted once before fan-out and opened by each further receiver; tool calls are sent to a tool agent so that the handler sees them',
  ships,
  usesPromises: false,
}
