/**
 * The event bus: one for each cell, as there is one for each process in the framework. Handlers run
 * in order, within the emitting call.
 */
import type { AgentId } from '../../harness/kernel/units.ts'
import type { Meter } from '../contract.ts'

/** Events that the model emits: a subset of the framework's, without memory and streaming. */
export type EventType =
  | 'crew_kickoff_started'
  | 'crew_kickoff_completed'
  | 'crew_kickoff_failed'
  | 'task_started'
  | 'task_completed'
  | 'task_failed'
  | 'llm_guardrail_started'
  | 'llm_guardrail_completed'
  | 'agent_execution_started'
  | 'agent_execution_completed'
  | 'agent_execution_error'
  | 'agent_logs_started'
  | 'agent_logs_execution'
  | 'llm_call_started'
  | 'llm_call_completed'
  | 'tool_usage_started'
  | 'tool_usage_finished'
  | 'flow_created'
  | 'flow_started'
  | 'flow_finished'
  | 'method_execution_started'
  | 'method_execution_finished'
  | 'method_execution_failed'

/** One event, as handlers see it. */
export interface BusEvent {
  readonly type: EventType
  /** Emission counter of the bus. */
  readonly sequence: number
  readonly workId: number
  /** The agent that it is about, or −1. */
  readonly agent: AgentId
}

/** Counts every event, whether anybody listens or not. */
export class EventBus {
  private readonly meter: Meter
  private readonly handlers: Array<(event: BusEvent) => void> = []
  private emitted = 0

  constructor(meter: Meter) {
    this.meter = meter
  }

  /** Adds a handler for all events. */
  on(handler: (event: BusEvent) => void): void {
    this.handlers.push(handler)
  }

  emit(type: EventType, workId: number, agent: AgentId): void {
    this.meter.busEvents++
    const event: BusEvent = { type, sequence: this.emitted++, workId, agent }
    for (const handler of this.handlers) handler(event)
  }
}
