/**
 * Type subscriptions: a topic type is mapped to an agent type and the topic's source becomes the
 * agent's key, so one subscription serves any number of instances.
 */
import { addressOf, type Address, type Topic } from './address.ts'

export interface TypeSubscription {
  readonly topicType: string
  readonly agentType: string
}

/**
 * Keeps the framework's cost: adding compares with every existing subscription and rebuilds every
 * topic seen so far; a new topic scans all subscriptions. S subscriptions cost O(S²) to register.
 */
export class SubscriptionManager {
  private readonly subscriptions: TypeSubscription[] = []
  private readonly seen: Topic[] = []
  private readonly recipients = new Map<string, Address[]>()

  get size(): number {
    return this.subscriptions.length
  }

  /** Throws if the same subscription exists. */
  add(topicType: string, agentType: string): void {
    for (const existing of this.subscriptions) {
      if (existing.topicType === topicType && existing.agentType === agentType) {
        throw new Error(`subscription of ${agentType} to ${topicType} already exists`)
      }
    }
    this.subscriptions.push({ topicType, agentType })
    this.recipients.clear()
    for (const topic of this.seen) this.build(topic)
  }

  /** Agents that a message to this topic goes to, in order of subscription. */
  recipientsOf(topic: Topic): readonly Address[] {
    const known = this.recipients.get(topic.name)
    if (known !== undefined) return known
    this.seen.push(topic)
    return this.build(topic)
  }

  private build(topic: Topic): readonly Address[] {
    const found: Address[] = []
    for (const { topicType, agentType } of this.subscriptions) {
      if (topicType === topic.type) found.push(addressOf(agentType, topic.source))
    }
    this.recipients.set(topic.name, found)
    return found
  }
}
