/** One call of the command line, from its words to its exit code. */
import { type Command, CommanderError } from 'commander'
import { EXIT, exitCodeOf, MusterError } from '../kernel/errors.ts'
import { buildProgram } from './program.ts'
import { printError } from './report/error.ts'
import { usageError } from './usage-error.ts'

/** Writes to the streams of this process, errors included; does not throw. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done
  const program = buildProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    const fault =
      error instanceof CommanderError ? usageError(error, commandOf(program, argv)) : error
    // Bare `muster` has printed the help already.
    if (fault === undefined) return EXIT.usage
    printError(fault, process.stderr)
    if (!(fault instanceof MusterError) && process.env['MUSTER_DEBUG'] !== undefined) {
      console.error(fault)
    }
    return exitCodeOf(fault)
  }
}

/** The command that the words begin with, if there is one of that name. */
function commandOf(program: Command, [first]: readonly string[]): string | undefined {
  return program.commands.find((command) => command.name() === first)?.name()
}
