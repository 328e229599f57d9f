/**
 * A running hash of what happened, cheap enough to take on every event. It proves equality of two
 * runs, not authenticity: cells' digests are joined by SHA-256, but the running lanes are not
 * cryptographic.
 */
import { createHash } from 'node:crypto'

export class RunningDigest {
  private h1 = 0x243f6a88 | 0
  private h2 = 0x85a308d3 | 0

  /** Mixes in a whole number below 2^53 in magnitude. Order matters. */
  add(value: number): void {
    const low = value | 0
    const high = (value / 4294967296) | 0
    let h1 = Math.imul(this.h1 ^ low, 0x9e3779b1)
    h1 = (h1 << 13) | (h1 >>> 19)
    this.h1 = (h1 + high) | 0
    let h2 = Math.imul(this.h2 + high, 0x85ebca77) ^ h1
    h2 = (h2 << 17) | (h2 >>> 15)
    this.h2 = (Math.imul(h2, 5) + low) | 0
  }

  /** Mixes in the characters of a string. */
  addText(text: string): void {
    let h = text.length
    for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0
    this.add(h)
    this.add(text.length)
  }

  /** The state as 16 hex digits. */
  hex(): string {
    return (
      (this.h1 >>> 0).toString(16).padStart(8, '0') + (this.h2 >>> 0).toString(16).padStart(8, '0')
    )
  }
}

/** Joins cells' digests, in the order of their numbers, into one 32-digit hex digest. */
export function joinDigests(byCell: ReadonlyMap<number, string>): string {
  const hash = createHash('sha256')
  for (const cell of [...byCell.keys()].sort((a, b) => a - b)) {
    hash.update(`${cell}:${byCell.get(cell)}\n`)
  }
  return hash.digest('hex').slice(0, 32)
}
