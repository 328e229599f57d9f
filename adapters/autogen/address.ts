/**
 * Addresses of the core runtime: an agent is a type and a key, a topic is a type and a source. Both
 * carry their joined name, so that a comparison is one string comparison.
 */

/** `AgentId(type, key)` of the core. An address, not a proof of who speaks. */
export interface Address {
  readonly type: string
  readonly key: string
  readonly name: string
}

/** `TopicId(type, source)` of the core. */
export interface Topic {
  readonly type: string
  readonly source: string
  readonly name: string
}

export function addressOf(type: string, key: string): Address {
  return { type, key, name: `${type}/${key}` }
}

export function topicOf(type: string, source: string): Topic {
  return { type, source, name: `${type}/${source}` }
}
