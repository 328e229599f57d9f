/**
 * The two-state epidemic among n agents that meet uniformly: each infected agent meets another one,
 * chosen evenly, at rate β; whoever is met is infected for good. With i infected the next infection
 * comes at rate β·i(n − i)/(n − 1), so the time from a to b infected is a sum of independent
 * exponentials (Bailey 1975, §5.2). Its mean-field limit is the logistic curve.
 */

/** Mean time from `from` to `to` infected, in units of 1/β: exact for any n. */
export function meanTime(agents: number, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += (agents - 1) / (i * (agents - i))
  return sum
}

/** The same in the mean-field limit: ln[b(n − a) / a(n − b)]. */
export function meanFieldTime(agents: number, from: number, to: number): number {
  return Math.log((to * (agents - from)) / (from * (agents - to)))
}
