/** `muster attacks`: runs every attack at the levels that it is declared for, and says who stops it. */
import { ATTACKS, runAttacks } from '../../incidents/attacks/run-attacks.ts'
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { readText } from '../flags.ts'
import { describeAttacks } from '../report/attacks.ts'

/** Returns the exit code: that of what does not hold if an attack went otherwise than declared. */
export async function attacksCommand(
  raw: Readonly<Record<string, string | boolean>>,
): Promise<number> {
  const { stdout, stderr } = process
  const document = await runAttacks(chosen(readText(raw, 'only')), (text) => {
    stderr.write(`${text}\n`)
  })
  stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describeAttacks(document))
  return document.mismatches === 0 ? EXIT.done : EXIT.doesNotHold
}

/** `AT10` names all of its forms. Throws USAGE for a number that no attack has. */
function chosen(only: string | undefined): typeof ATTACKS {
  if (only === undefined) return ATTACKS
  const ids = only.split(',').map((id) => id.trim())
  const isOf = (id: string, given: string): boolean => id === given || id.slice(0, -1) === given
  const unknown = ids.find((given) => ATTACKS.every(({ id }) => !isOf(id, given)))
  if (unknown !== undefined) {
    throw new MusterError('USAGE', `there is no attack "${unknown}"`, {
      where: '--only',
      hint: `one or more of: ${ATTACKS.map(({ id }) => id).join(', ')}`,
    })
  }
  return ATTACKS.filter(({ id }) => ids.some((given) => isOf(id, given)))
}
