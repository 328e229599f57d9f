/** Filler for simulated texts: real characters that cost what text costs, and mean nothing. */

const SENTENCE =
  'The department has looked at the figures again and finds that the plan holds with small changes. '
const RESERVE = SENTENCE.repeat(400)

/** Text of about `chars` characters; empty for zero or fewer. */
export function fillerText(chars: number): string {
  if (chars <= 0) return ''
  if (chars <= RESERVE.length) return RESERVE.slice(0, chars)
  return RESERVE.repeat(Math.ceil(chars / RESERVE.length)).slice(0, chars)
}
