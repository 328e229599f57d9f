/** How often P2 had to ask Cedar, over the benign window and all cells. */
export interface PolicyCacheRecord {
  /** Decisions that were remembered. */
  readonly hits: number
  /** Decisions that Cedar made and that were remembered from then on. */
  readonly misses: number
  /** Decisions that Cedar made and that depend on more than the sender's class. */
  readonly bypasses: number
}
