/** M/M/c: Poisson arrivals, exponential service, c servers, first come first served (Erlang 1917). */

/**
 * Probability that an arrival has to wait, C(c, a), a = λ/μ erlangs offered, a < c; through Erlang B's
 * recursion, which only adds positive terms (Cooper 1981, §3.4).
 */
export function erlangC(servers: number, offered: number): number {
  let blocking = 1
  for (let c = 1; c <= servers; c++) blocking = (offered * blocking) / (c + offered * blocking)
  const load = offered / servers
  return blocking / (1 - load * (1 - blocking))
}

/** Mean wait in mean service times: C / (c − a). */
export function meanWait(servers: number, offered: number): number {
  return erlangC(servers, offered) / (servers - offered)
}

/** The wait t, in mean service times, with P(W > t) = C·e^{−(c−a)t} = 1 − q; 0 where that has no solution. */
export function waitQuantile(servers: number, offered: number, q: number): number {
  return Math.max(0, Math.log(erlangC(servers, offered) / (1 - q)) / (servers - offered))
}
