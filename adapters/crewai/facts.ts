import type { ArchitectureFacts } from '../contract.ts'
import { ships } from './ships.ts'

/** What the adapter declares about itself; printed on the dashboard. */
export const CREWAI_FACTS: ArchitectureFacts = {
  title: 'CrewAI-style crews',
  style: 'execution model',
  version:
    'execution model of CrewAI 1.14.4 (re-implementation with equal counters; none of its code runs here)',
  topologies: [
    {
      name: 'sequential',
      summary:
        'A crew for each task: steps one after another, each prompt holding all earlier outputs of the crew; flows join crews across departments.',
    },
    {
      name: 'hierarchical',
      summary:
        'As sequential, but a manager agent executes every step and delegates it to the one agent who may do it: three model calls where there was one.',
    },
  ],
  changedDefaults: [
    'The log of task outputs is kept in memory, one for each department, instead of one SQLite file with a lock for the whole host; what is written is the same JSON.',
    'The event bus is one for each department instead of one for each process, and calls its handlers directly instead of through a pool of ten threads.',
    'Crews of one department run side by side on one thread instead of on the threads of an executor.',
    'Syntheses and steps done for other departments are crews of one agent and always sequential.',
    'The manager acts under the identity of the team lead, because only members of the organisation have one.',
  ],
  doesNotDo: [
    'What 1.15 changed: no message after tool results, async outputs added to the others, no tool cache by default, executor as a flow.',
    'Reading the whole log of task outputs before each write.',
    'Memory, knowledge, planning, training, max_rpm, streaming and replay: off by default or without effect on a run.',
    'The text (ReAct) tool loop: the simulated model calls tools natively.',
    'Human input and conditional tasks.',
    'Taking back what is in the context of a running crew: a purge reaches flow state only.',
    'Parallel execution of independent steps of one crew: the process is sequential.',
  ],
  controlPoint:
    "before_tool_call hook on lookup, read_board and post and on the manager's delegation; requests to and answers from other departments and reports at the border; a post-task guardrail rejects the output of an agent that is in quarantine. Plain text context between tasks passes no hook, as in the framework.",
  ships,
  usesPromises: false,
}
