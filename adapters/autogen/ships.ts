/** What AutoGen ships of each control. Read in the published wheels. */
import type { ArchitectureFacts } from '../contract.ts'

const CORE = 'autogen-core 0.7.5'
const CHAT = 'autogen-agentchat 0.7.5'
const EXT = 'autogen-ext 0.7.5'
const ALL = `${CORE}, agentchat and ext 0.7.5, the whole packages`

export const ships: NonNullable<ArchitectureFacts['ships']> = {
  'agent identity': {
    state: 'on',
    what: 'AgentId, a type and a key: an address, which the sender states itself',
    source: `${CORE}, _agent_id.py`,
  },
  'message authentication': {
    state: 'not found',
    what: 'the distributed host and its workers use insecure gRPC channels',
    source: `${EXT}, runtimes/grpc/_worker_runtime_host.py, _worker_runtime.py`,
  },
  'tool authorisation': {
    state: 'offered',
    what: 'intervention handlers see every message that is sent or published and may drop it',
    source: `${CORE}, _intervention.py, _single_threaded_agent_runtime.py`,
  },
  'human approval': {
    state: 'offered',
    what: 'UserProxyAgent; approval_func before code is run, which warns and runs without one',
    source: `${CHAT}, agents/_user_proxy_agent.py, agents/_code_executor_agent.py`,
  },
  'loop limits': {
    state: 'on',
    what: 'max_tool_iterations 1; max_turns and termination conditions are unset',
    source: `${CHAT}, agents/_assistant_agent.py, teams/_group_chat/_round_robin_group_chat.py`,
  },
  'content guard': { state: 'not found', what: 'none by name or in effect', source: ALL },
  audit: {
    state: 'offered',
    what: 'structured events by Python’s logging and OpenTelemetry spans; without a handler or provider nothing is kept',
    source: `${CORE}, logging.py, _telemetry/_tracing.py`,
  },
  'tamper evidence': { state: 'not found', what: 'no chain, tree or signature', source: ALL },
  sandbox: {
    state: 'offered',
    what: 'a Docker executor for code that agents write; agents and tools run in the caller’s process',
    source: `${EXT}, code_executors/docker`,
  },
  'anomaly detection': { state: 'not found', what: 'nothing compares agents', source: ALL },
  quarantine: {
    state: 'not found',
    what: 'a runtime is stopped, or a run cancelled by its token; no agent is stopped across runtimes',
    source: `${CORE}, _single_threaded_agent_runtime.py, _cancellation_token.py`,
  },
}
