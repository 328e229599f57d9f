#!/usr/bin/env node
/** Entry of the command line: runs it and ends with its exit code. */
import { runProgram } from './run-program.ts'
import { guardStreams } from './stream-guard.ts'

guardStreams(process)
// Not process.exit: a large document on a pipe would be cut off.
const exitCode = await runProgram(process.argv.slice(2))
process.exitCode ??= exitCode
