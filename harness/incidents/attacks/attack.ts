/**
 * What an attack is: real code that submits real messages by the way that agents use, at levels that
 * it is given, and then looks at what it has achieved. It never asks which levels those are.
 */
import type { Admitted, Refused } from '../../../adapters/contract.ts'
import type { GuardOptions } from '../../controls/guard-options.ts'
import { guardAt, type TestGuard, verdict } from '../../controls/guard-fixture.ts'
import type { ControlLevels } from '../../controls/levels.ts'

/**
 * `succeeds`: the attacker has what it wanted. Else the stage that stood in the way, by the reason of
 * its refusal; `verification` is `muster audit verify` and `frame` is the check of a batch.
 */
export type AttackOutcome = 'succeeds' | Refused['refused'] | 'verification'

/** One try. */
export interface AttackCase {
  /** Levels that differ from `bare`, as in a profile's name: `A2/P1`. Empty: bare. */
  readonly levels: string
  readonly expected: AttackOutcome
}

export interface Attack {
  /** Number in the catalogue, and a letter where one number has several forms. */
  readonly id: string
  /** What is done. */
  readonly name: string
  /** From no control to the strongest; a control that stops it follows one that does not. */
  readonly cases: readonly AttackCase[]
  attempt(levels: ControlLevels): AttackOutcome | Promise<AttackOutcome>
}

/** A guard of the small organisation of `guard-fixture.ts`, whole levels given. */
export function guardOf(levels: ControlLevels, options: Partial<GuardOptions> = {}): TestGuard {
  return guardAt(levels, options)
}

/** What became of the message that the attack was about. */
export function outcomeOf(result: Admitted | Refused): AttackOutcome {
  return 'refused' in result ? result.refused : 'succeeds'
}

/** Throws unless it was admitted: what an attack needs to go well before it begins. */
export function mustPass(result: Admitted | Refused): Admitted {
  if ('refused' in result) throw new Error(`the preparation was refused: ${verdict(result)}`)
  return result
}

/** Cases that all end in one way. */
export function cases(expected: AttackOutcome, ...levels: readonly string[]): AttackCase[] {
  return levels.map((each) => ({ levels: each, expected }))
}
