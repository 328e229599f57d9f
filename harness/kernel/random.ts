/**
 * Keyed randomness. A draw is a pure function of (seed, purpose, stable ids), never of the order in
 * which draws happen, so the same task meets the same luck in every architecture and a control that
 * is switched on changes nothing that it does not touch.
 *
 * The generator absorbs 32-bit words into two lanes with the mixing steps of MurmurHash3 (x86_128)
 * and finishes each lane with its 32-bit finaliser, which passes the avalanche criterion.
 */

/** A named purpose, hashed once at module load. Two purposes never share luck. */
export type Purpose = number

/** Hashes a purpose's name (FNV-1a with a murmur finaliser). */
export function purpose(name: string): Purpose {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return finalise(h)
}

/** Derives an independent 32-bit seed, e.g. of a trial from the run's seed and the trial's number. */
export function deriveSeed(seed: number, what: Purpose, a = 0, b = 0): number {
  bits(seed, what, a, b, 0, 0)
  return high >>> 0
}

/** Uniform in [0, 1) with 53 random bits. */
export function uniform(seed: number, what: Purpose, a = 0, b = 0, c = 0, d = 0): number {
  bits(seed, what, a, b, c, d)
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992
}

/** Exponential with the given mean, in the mean's unit. Inverse transform. */
export function exponential(
  mean: number,
  seed: number,
  what: Purpose,
  a = 0,
  b = 0,
  c = 0,
  d = 0,
): number {
  return -mean * Math.log(1 - uniform(seed, what, a, b, c, d))
}

/** Standard normal by Box–Muller from two keyed uniforms. */
export function normal(seed: number, what: Purpose, a = 0, b = 0, c = 0, d = 0): number {
  const u = 1 - uniform(seed, what, a, b, c, d)
  const v = uniform(seed, what ^ 0x5bd1e995, a, b, c, d)
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
}

/** Log-normal with the given median (its unit) and sigma (of the underlying normal). */
export function logNormal(
  median: number,
  sigma: number,
  seed: number,
  what: Purpose,
  a = 0,
  b = 0,
  c = 0,
  d = 0,
): number {
  return median * Math.exp(sigma * normal(seed, what, a, b, c, d))
}

/** A whole number in 0…n−1. The bias is below n / 2^53. */
export function choice(n: number, seed: number, what: Purpose, a = 0, b = 0, c = 0, d = 0): number {
  return Math.floor(uniform(seed, what, a, b, c, d) * n)
}

/** A new array in a keyed random order (Fisher–Yates). */
export function shuffle<T>(items: readonly T[], seed: number, what: Purpose, a = 0): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = choice(i + 1, seed, what, a, i)
    const held = out[i] as T
    out[i] = out[j] as T
    out[j] = held
  }
  return out
}

/** 32 pseudo-random bytes as 64 hex digits: for simulated key material that must be reproducible. */
export function keyedHex32(seed: number, what: Purpose, a = 0, b = 0): string {
  let out = ''
  for (let block = 0; block < 4; block++) {
    bits(seed, what, a, b, block, 0x6b657973)
    out += (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
  }
  return out
}

/** Hash of a string and ids as a 32-bit unsigned whole number; for artefact values and digests. */
export function hashText(text: string, seed = 0): number {
  let h = seed ^ 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x5bd1e995)
    h ^= h >>> 15
  }
  return finalise(h ^ text.length) >>> 0
}

// Outputs of `bits`; module state instead of a returned pair because this runs several times an event.
let high = 0
let low = 0

function bits(seed: number, what: number, a: number, b: number, c: number, d: number): void {
  let h1 = seed | 0
  let h2 = (what ^ 0x2c1b3c6d) | 0
  // Ids may exceed 32 bits, so `a` and `b` are absorbed as a low and a high word; `c` and `d` are
  // small numbers (rounds, steps), of which the low 32 bits count.
  h1 = absorb(h1, what | 0) ^ h2
  h2 = (Math.imul(h2, 0x297a2d39) + seed) | 0
  h1 = (absorb(h1, a | 0) + h2) | 0
  h2 = (absorb(h2, highWord(a)) + h1) | 0
  h1 = (absorb(h1, b | 0) + h2) | 0
  h2 = (absorb(h2, highWord(b)) + h1) | 0
  h1 = (absorb(h1, c | 0) + h2) | 0
  h2 = (absorb(h2, d | 0) + h1) | 0
  h1 = finalise(h1)
  h2 = finalise(h2 + h1)
  high = (h1 + h2) | 0
  // `| 0` keeps the number from being boxed; the bits that are read stay the same.
  low = (finalise(h2 ^ 0x7feb352d) + h1) | 0
}

/** Bits of a whole number above its low 32. */
function highWord(id: number): number {
  // Most ids are small, and an integer test is cheaper than a floating-point division.
  return (id | 0) === id ? 0 : (id / 4294967296) | 0
}

function absorb(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  h ^= Math.imul(k, 0x1b873593)
  h = (h << 13) | (h >>> 19)
  return (Math.imul(h, 5) + 0xe6546b64) | 0
}

function finalise(h: number): number {
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
