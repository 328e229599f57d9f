import { SECOND, type VirtualUs } from '../../kernel/units.ts'

/** Takes one token for each message; full at first, refilled evenly in virtual time. */
export class TokenBucket {
  private readonly burst: number
  private readonly perUs: number
  private tokens: number
  private at: VirtualUs

  constructor(burst: number, perSecond: number, now: VirtualUs) {
    this.burst = burst
    this.perUs = perSecond / SECOND
    this.tokens = burst
    this.at = now
  }

  /** False if there is no whole token left. */
  take(now: VirtualUs): boolean {
    this.tokens = Math.min(this.burst, this.tokens + (now - this.at) * this.perUs)
    this.at = now
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}
