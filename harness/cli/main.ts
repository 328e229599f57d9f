#!/usr/bin/env node
/** Entry of the command line. Each command is loaded only when it is asked for. */
import { Command, CommanderError } from 'commander'
import { EXIT, exitCodeOf, MusterError } from '../kernel/errors.ts'
import { printError } from './report/error.ts'

/** Runs the command line and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done
  const program = new Command('muster')
    .description(
      'One workload on several multi-agent architectures: what holds, and what it costs.',
    )
    .exitOverride()
    .showHelpAfterError('(muster --help shows the commands)')
  program
    .command('run <workload>')
    .description(
      'run a workload: a file, or the name of a library workload (smoke, organisation, working-day)',
    )
    .option('--agents <sizes>', 'sizes in agents, as in 78,780')
    .option('--architectures <names>', 'as in mesh,langchain or crewai:hierarchical')
    .option('--topologies <names>', 'more topologies, as in langchain:swarm, or all')
    .option('--profiles <names>', 'bare, as-shipped, governed')
    .option(
      '--threads <n>',
      'worker threads of a trial; behaviour does not depend on it (default: as many as pay off)',
    )
    .option('--seed <n>', 'seed of all luck', '1')
    .option('--trials <n>', 'trials of each cell')
    .option('--out <dir>', 'folder of the run; must not hold one')
    .option('--json', 'print one JSON document instead of a table')
    .option('--dry-run', 'print the plan and stop')
    .action(async (workload: string, flags: Record<string, string | boolean>) => {
      const { runCommand } = await import('./command/run.ts')
      exitCode = await runCommand(workload, flags)
    })
  program
    .command('schema')
    .description('print the JSON Schema of workload files')
    .action(async () => {
      const { workloadJsonSchemaText } = await import('../../workloads/json-schema.ts')
      process.stdout.write(workloadJsonSchemaText())
    })
  program
    .command('doctor')
    .description('check whether this machine can run Muster')
    .option('--json', 'print one JSON document')
    .action(async (flags: { json?: boolean }) => {
      const { doctorCommand } = await import('./command/doctor.ts')
      exitCode = await doctorCommand(flags.json === true)
    })
  program
    .command('explain [code]')
    .description('explain an error code, or list them')
    .action(async (code: string | undefined) => {
      const { explainCommand } = await import('./command/explain.ts')
      process.stdout.write(explainCommand(code))
    })
  try {
    await program.parseAsync(argv as string[], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    printError(error, process.stderr)
    if (!(error instanceof MusterError) && process.env['MUSTER_DEBUG'] !== undefined) {
      console.error(error)
    }
    return exitCodeOf(error)
  }
}

process.exitCode = await main(process.argv.slice(2))
