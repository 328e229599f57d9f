/** What commander refuses, told like every other error. */
import type { CommanderError } from 'commander'
import { MusterError } from '../kernel/errors.ts'

/** The error to print, or undefined if commander has printed the help instead. */
export function usageError({ code, message }: CommanderError): MusterError | undefined {
  if (code === 'commander.help') return undefined
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n')
  // Commander quotes the flag, command or argument, a flag together with its value: '--agents <sizes>'.
  const named = /'([^\s']+)/.exec(first)?.[1]
  return new MusterError('USAGE', first, {
    ...(named === undefined ? {} : { where: named }),
    hint: suggestion === undefined ? 'muster --help shows the commands' : hintOf(suggestion),
  })
}

/** `(Did you mean --agents?)` → `did you mean --agents?` */
function hintOf(suggestion: string): string {
  const bare = suggestion.replace(/^\(|\)$/g, '')
  return bare.charAt(0).toLowerCase() + bare.slice(1)
}
