import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import { GenerationCache } from '../generation-cache.ts'

/** Failing edges that are remembered; the least recently failing are forgotten first. */
const EDGES_KEPT = 16_384

interface Edge {
  failures: number
  openUntil: VirtualUs
}

/**
 * A circuit breaker for each edge (claimed sender → receiver). After a number of refusals in a row
 * the edge is open: nothing passes until the time is over, then one message may try.
 */
export class EdgeBreaker {
  private readonly failures: number
  private readonly openUs: VirtualUs
  private readonly edges = new GenerationCache<string, Edge>(EDGES_KEPT)

  constructor(failures: number, openUs: VirtualUs) {
    this.failures = failures
    this.openUs = openUs
  }

  passes(from: AgentId, to: AgentId, now: VirtualUs): boolean {
    // Nearly always no edge is failing.
    if (this.edges.size === 0) return true
    const edge = this.edges.get(keyOf(from, to))
    if (edge === undefined || edge.failures < this.failures) return true
    if (now < edge.openUntil) return false
    // Half open: until the outcome of this one is known, nothing else passes.
    edge.openUntil = now + this.openUs
    return true
  }

  failed(from: AgentId, to: AgentId, now: VirtualUs): void {
    const key = keyOf(from, to)
    const edge = this.edges.get(key) ?? { failures: 0, openUntil: 0 }
    edge.failures++
    if (edge.failures >= this.failures) edge.openUntil = now + this.openUs
    this.edges.set(key, edge)
  }

  succeeded(from: AgentId, to: AgentId): void {
    if (this.edges.size > 0) this.edges.delete(keyOf(from, to))
  }
}

function keyOf(from: AgentId, to: AgentId): string {
  return `${from}>${to}`
}
