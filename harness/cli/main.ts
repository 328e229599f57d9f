#!/usr/bin/env node
/** Entry of the command line: runs it and ends with its exit code. */
import { EXIT, exitCodeOf, MusterError } from '../kernel/errors.ts'
import { CommanderError } from 'commander'
import { buildProgram } from './program.ts'
import { printError } from './report/error.ts'
import { guardStreams } from './stream-guard.ts'
import { usageError } from './usage-error.ts'

async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done
  const program = buildProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    const fault = error instanceof CommanderError ? usageError(error) : error
    // Bare `muster` has printed the help already.
    if (fault === undefined) return EXIT.usage
    printError(fault, process.stderr)
    if (!(fault instanceof MusterError) && process.env['MUSTER_DEBUG'] !== undefined) {
      console.error(fault)
    }
    return exitCodeOf(fault)
  }
}

guardStreams(process)
// Not process.exit: a large document on a pipe would be cut off.
const exitCode = await main(process.argv.slice(2))
process.exitCode ??= exitCode
