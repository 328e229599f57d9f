/**
 * A bounded cache that drops what has not been used for a generation: close to least recently used,
 * without moving an entry on every hit.
 */
export class GenerationCache<K, V> {
  private readonly generation: number
  private young = new Map<K, V>()
  private old = new Map<K, V>()

  /** Holds at least the `generation` entries used last, and at most twice as many. */
  constructor(generation: number) {
    this.generation = generation
  }

  get size(): number {
    return this.young.size + this.old.size
  }

  get(key: K): V | undefined {
    const young = this.young.get(key)
    if (young !== undefined) return young
    const old = this.old.get(key)
    if (old === undefined) return undefined
    this.old.delete(key)
    this.set(key, old)
    return old
  }

  set(key: K, value: V): void {
    if (this.young.size >= this.generation && !this.young.has(key)) {
      this.old = this.young
      this.young = new Map()
    }
    this.old.delete(key)
    this.young.set(key, value)
  }

  delete(key: K): void {
    this.young.delete(key)
    this.old.delete(key)
  }
}
