/** What commander refuses, told like every other error. */
import type { CommanderError } from 'commander'
import { MusterError } from '../kernel/errors.ts'

/**
 * The error to print, or undefined if commander has printed the help instead. `command` is the one that
 * was asked for, if there is one of that name.
 */
export function usageError(
  { code, message }: CommanderError,
  command?: string,
): MusterError | undefined {
  if (code === 'commander.help') return undefined
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n')
  // Commander quotes the flag, command or argument, a flag together with its value: '--agents <sizes>'.
  const named = /'([^\s']+)/.exec(first)?.[1]
  return new MusterError('USAGE', first, {
    ...(named === undefined ? {} : { where: named }),
    hint: suggestion === undefined ? helpOf(command) : hintOf(suggestion),
  })
}

function helpOf(command: string | undefined): string {
  return command === undefined
    ? 'muster --help shows the commands'
    : `muster ${command} --help shows how it is used`
}

/** `(Did you mean --agents?)` → `did you mean --agents?` */
function hintOf(suggestion: string): string {
  const bare = suggestion.replace(/^\(|\)$/g, '')
  return bare.charAt(0).toLowerCase() + bare.slice(1)
}
