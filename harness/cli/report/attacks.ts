/** The table of `muster attacks`: attack × level. */
import type { AttackDocument, AttackRow, AttackTry } from '../../incidents/attacks/run-attacks.ts'

/** A paragraph for each attack, then what went otherwise than declared, if anything did. */
export function describeAttacks({ rows, tries, mismatches }: AttackDocument): string {
  const wrong = rows.flatMap(({ id, tries }) =>
    tries
      .filter(({ asDeclared }) => !asDeclared)
      .map(
        ({ levels, expected, outcome }) => `${id} at ${levels}: ${outcome}, declared: ${expected}`,
      ),
  )
  const end =
    mismatches === 0
      ? `${tries} tries of ${rows.length} attacks, all as declared`
      : `${mismatches} of ${tries} tries went otherwise than declared:\n  ${wrong.join('\n  ')}`
  return `${rows.map(paragraph).join('\n')}\nlevels not named are off; several with a slash are on together\n${end}\n`
}

function paragraph({ id, name, tries, stoppedFrom, doesNotHelp }: AttackRow): string {
  const stops = tries.filter(({ outcome }) => outcome !== 'succeeds')
  const stopped = stops.map(({ levels, outcome }) => `${levels} (${outcome})`)
  const lines = [
    `${id.padEnd(6)} ${name}`,
    `  stopped at     ${stoppedFrom === null ? 'none of the levels tried' : stopped.join(', ')}`,
    `  does not help  ${doesNotHelp.length === 0 ? '–' : doesNotHelp.join(', ')}`,
  ]
  // Benign work is not to be stopped, so there the words are the other way round.
  if (id === 'AT00') {
    lines.splice(
      1,
      2,
      `  goes through   ${through(tries)}`,
      `  is stopped at  ${stopped.join(', ') || '–'}`,
    )
  }
  return `${lines.join('\n')}\n`
}

function through(tries: readonly AttackTry[]): string {
  return tries
    .filter(({ outcome }) => outcome === 'succeeds')
    .map(({ levels }) => levels)
    .join(', ')
}
