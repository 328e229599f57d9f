/**
 * Type subscriptions: a topic type is mapped to an agent type and the topic's source becomes the
 * agent's key, so one subscription serves any number of instances. Registering an agent type adds a prefix
 * subscription for direct messages to it, as the framework does.
 */
import { addressOf, type Address, type Topic } from './address.ts'

export interface TypeSubscription {
  readonly topicType: string
  readonly agentType: string
  /** True: every topic type that begins with `topicType` matches. */
  readonly prefix: boolean
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
  add(topicType: string, agentType: string, prefix: boolean = false): void {
    for (const existing of this.subscriptions) {
      if (
        existing.topicType === topicType &&
        existing.agentType === agentType &&
        existing.prefix === prefix
      ) {
        throw new Error(`subscription of ${agentType} to ${topicType} already exists`)
      }
    }
    this.subscriptions.push({ topicType, agentType, prefix })
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
    for (const { topicType, agentType, prefix } of this.subscriptions) {
      const matches = prefix ? topic.type.startsWith(topicType) : topicType === topic.type
      if (matches) found.push(addressOf(agentType, topic.source))
    }
    this.recipients.set(topic.name, found)
    return found
  }
}
