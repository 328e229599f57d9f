/** Conditions that end a group chat, composable as the framework's `&` and `|`. */
import { CARRIES, type AgentEvent, type ChatMessage } from './messages.ts'

/** Judges what was said since the last check; returns the reason to stop, if any. */
export interface TerminationCondition {
  check(delta: readonly (ChatMessage | AgentEvent)[]): string | undefined
}

/** Stops when a chat message carries the artefact of a step: the `TextMentionTermination` of this workload. */
export function whenArtefact(step: number): TerminationCondition {
  return {
    check(delta) {
      for (const message of delta) {
        if (CARRIES in message && message[CARRIES].has(step)) return 'the result was mentioned'
      }
      return undefined
    },
  }
}

/** Stops after this many chat messages, the task's messages included. */
export function afterMessages(limit: number): TerminationCondition {
  let seen = 0
  return {
    check(delta) {
      for (const message of delta) if (CARRIES in message) seen++
      return seen >= limit ? `${limit} messages were said` : undefined
    },
  }
}

/** `a | b`: stops as soon as one of them does. */
export function either(...conditions: readonly TerminationCondition[]): TerminationCondition {
  return {
    check(delta) {
      let reason: string | undefined
      for (const condition of conditions) reason = condition.check(delta) ?? reason
      return reason
    },
  }
}

/** `a & b`: stops when each of them has wanted to, at the same time or one after the other. */
export function both(...conditions: readonly TerminationCondition[]): TerminationCondition {
  const reasons = conditions.map((): string | undefined => undefined)
  return {
    check(delta) {
      conditions.forEach((condition, i) => (reasons[i] ??= condition.check(delta)))
      return reasons.every((reason) => reason !== undefined) ? reasons.join(', ') : undefined
    },
  }
}
