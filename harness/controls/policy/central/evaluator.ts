/** Turns a control's evaluator into a function. */
import { MusterError } from '../../../kernel/errors.ts'
import type { Control, ListEvaluator, RegexEvaluator } from '../../../../workloads/policy-server.ts'

/** True if the control is about what it was shown. */
export type Matches = (text: string) => boolean

/** Throws POLICY_INVALID, located at the control, for an expression or a list that cannot work. */
export function compileEvaluator({ name, evaluator }: Control): Matches {
  return evaluator.name === 'regex' ? regex(name, evaluator) : list(name, evaluator)
}

function regex(control: string, { pattern, ignoreCase = false }: RegexEvaluator): Matches {
  let expression: RegExp
  try {
    expression = new RegExp(pattern, ignoreCase ? 'iu' : 'u')
  } catch (error) {
    throw new MusterError('POLICY_INVALID', `the control has no valid expression: ${pattern}`, {
      where: `control ${control}, evaluator.pattern`,
      hint: error instanceof Error ? error.message : String(error),
    })
  }
  return (text) => expression.test(text)
}

function list(control: string, evaluator: ListEvaluator): Matches {
  const { logic = 'any', matchOn = 'match', matchMode = 'exact', caseSensitive = false } = evaluator
  if (evaluator.values.length === 0) {
    throw new MusterError('POLICY_INVALID', 'the control lists no values', {
      where: `control ${control}, evaluator.values`,
      hint: 'give at least one value, or disable the control',
    })
  }
  const fold = (text: string): string => (caseSensitive ? text : text.toLowerCase())
  const tests = evaluator.values.map((value): Matches => {
    const wanted = fold(value)
    if (matchMode === 'exact') return (text) => text === wanted
    const word = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(wanted)}(?![\\p{L}\\p{N}_])`, 'u')
    return (text) => word.test(text)
  })
  return (text) => {
    const folded = fold(text)
    const found =
      logic === 'any' ? tests.some((test) => test(folded)) : tests.every((test) => test(folded))
    return found === (matchOn === 'match')
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`)
}
