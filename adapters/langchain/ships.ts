/** What langchain ships of each control. Read in the packages that are installed here. */
import type { ArchitectureFacts } from '../contract.ts'

const AGENTS = 'langchain 1.5.14, dist/agents'
const LANGCHAIN = 'langchain 1.5.14, @langchain/core 1.4.0 and langgraph 1.7.3, all of dist'

export const ships: NonNullable<ArchitectureFacts['ships']> = {
  'agent identity': {
    state: 'on',
    what: 'a name in the run’s metadata; no key goes with it',
    source: `${AGENTS}/ReactAgent.js`,
  },
  'message authentication': {
    state: 'not found',
    what: 'agents share a state in one process; nothing signs or verifies a message',
    source: LANGCHAIN,
  },
  'tool authorisation': {
    state: 'offered',
    what: 'wrapToolCall middleware runs around every tool call and may refuse it',
    source: `${AGENTS}/nodes/ToolNode.js`,
  },
  'human approval': {
    state: 'offered',
    what: 'humanInTheLoopMiddleware; without interruptOn it does nothing, and tools not listed there pass',
    source: `${AGENTS}/middleware/hitl.js`,
  },
  'loop limits': {
    state: 'on',
    what: 'recursionLimit of 25 supersteps; limits on model and tool calls are middleware',
    source: '@langchain/core 1.4.0, dist/runnables/config.js',
  },
  'content guard': {
    state: 'offered',
    what: 'piiMiddleware, and moderation by OpenAI',
    source: `${AGENTS}/middleware/pii.js, provider/openai/moderation.js`,
  },
  audit: {
    state: 'offered',
    what: 'tracing to LangSmith by environment variable, and a checkpointer; both can be changed later',
    source: '@langchain/core 1.4.0, dist/utils/callbacks.js',
  },
  'tamper evidence': { state: 'not found', what: 'no chain, tree or signature', source: LANGCHAIN },
  sandbox: { state: 'not found', what: 'tools run in the caller’s process', source: LANGCHAIN },
  'anomaly detection': { state: 'not found', what: 'nothing compares agents', source: LANGCHAIN },
  quarantine: {
    state: 'not found',
    what: 'an AbortSignal ends one run; no agent is stopped across runs',
    source: '@langchain/langgraph 1.7.3, dist/pregel/runner.js',
  },
}
