/** What CrewAI ships of each control. Read in the published wheel. */
import type { ArchitectureFacts } from '../contract.ts'

const CREWAI = 'crewai 1.14.4'

export const ships: NonNullable<ArchitectureFacts['ships']> = {
  'agent identity': {
    state: 'on',
    what: 'a fingerprint, which is a UUID with a time and metadata: it names and does not prove',
    source: `${CREWAI}, security/fingerprint.py`,
  },
  'message authentication': {
    state: 'offered',
    what: 'for remote agents over A2A only: auth schemes and signed agent cards; within crews its own documentation lists credentials, scopes and delegation tokens as to do',
    source: `${CREWAI}, security/security_config.py, a2a/auth, a2a/config.py`,
  },
  'tool authorisation': {
    state: 'offered',
    what: 'before_tool_call hook: returning False blocks the call',
    source: `${CREWAI}, hooks/tool_hooks.py`,
  },
  'human approval': {
    state: 'offered',
    what: 'human_input on a task (default False), and hooks that ask at the terminal',
    source: `${CREWAI}, task.py, hooks/tool_hooks.py`,
  },
  'loop limits': {
    state: 'on',
    what: 'max_iter 25; max_rpm and max_execution_time are unset',
    source: `${CREWAI}, agents/agent_builder/base_agent.py, agent/core.py`,
  },
  'content guard': {
    state: 'offered',
    what: 'guardrails on a task’s output, also by a model; the hallucination guardrail of the open package does nothing',
    source: `${CREWAI}, task.py, tasks/llm_guardrail.py, tasks/hallucination_guardrail.py`,
  },
  audit: {
    state: 'on',
    what: 'an event bus in memory and task outputs in SQLite, which anybody with the file can change',
    source: `${CREWAI}, events/event_bus.py, memory/storage/kickoff_task_outputs_storage.py`,
  },
  'tamper evidence': {
    state: 'not found',
    what: 'of agent cards only',
    source: `${CREWAI}, the whole package`,
  },
  sandbox: {
    state: 'not found',
    what: 'allow_code_execution is deprecated: the interpreter tool is gone, and users are told to use a sandbox service',
    source: `${CREWAI}, agent/core.py`,
  },
  'anomaly detection': {
    state: 'not found',
    what: 'nothing compares agents',
    source: `${CREWAI}, the whole package`,
  },
  quarantine: {
    state: 'not found',
    what: 'no agent is stopped across crews',
    source: `${CREWAI}, the whole package`,
  },
}
