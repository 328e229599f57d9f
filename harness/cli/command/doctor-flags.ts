/** Which flags of `muster doctor` go together. A flag that would be ignored is refused. */
import { MusterError } from '../../kernel/errors.ts'
import type { RawFlags } from '../flags.ts'

const MODES = ['aa', 'twin', 'metrology'] as const
/** A flag, and the mode without which it means nothing. */
const NEEDS = [
  ['comparisons', 'aa'],
  ['architectures', 'twin'],
  ['profiles', 'twin'],
  ['repeats', 'twin'],
  ['seed', 'twin'],
] as const

/** Throws USAGE at a flag without its mode, and at the second of two modes. */
export function checkDoctorFlags(raw: RawFlags): void {
  const [mode, other] = MODES.filter((name) => raw[name] === true)
  if (mode !== undefined && other !== undefined) {
    throw new MusterError('USAGE', `--${mode} and --${other} are two different jobs`, {
      where: `--${other}`,
      hint: 'run them one after the other',
    })
  }
  const idle = NEEDS.find(([flag, needed]) => raw[flag] !== undefined && raw[needed] !== true)
  if (idle === undefined) return
  const [flag, needed] = idle
  throw new MusterError('USAGE', `it means nothing without --${needed}`, {
    where: `--${flag}`,
    hint: `add --${needed}, or leave --${flag} out`,
  })
}
