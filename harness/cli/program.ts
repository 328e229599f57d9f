/** The commands and their flags. What a command does is loaded only when it is asked for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { RawFlags } from './flags.ts'
import { packageRoot } from '../kernel/package-root.ts'

/** The command tree. `exit` is told the exit code of the command that ran. */
export function buildProgram(exit: (code: number) => void): Command {
  const program = new Command('muster')
    .description(
      'One workload on several multi-agent architectures: what holds, and what it costs.',
    )
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show the help of a command')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', `${FIRST_STEPS}${EXIT_CODES}`)
  program
    .command('run')
    .argument('[workload]', 'a file, or a library workload: smoke, organisation, working-day')
    .description('run a workload and publish its dashboard')
    .option('--agents <sizes>', 'sizes in agents, as in 78,780')
    .option(
      '--architectures <names>',
      'langchain, crewai, autogen, mesh, centralized, workflow; with a topology: crewai:hierarchical',
    )
    .option('--topologies <names>', 'more topologies, as in langchain:swarm, or all')
    .option(
      '--profiles <names>',
      'bare, as-shipped, governed, hitl, agent-control; with levels: governed/A4/L3',
    )
    .option(
      '--threads <n>',
      'worker threads of a trial; behaviour does not depend on it (default: as many as pay off)',
    )
    .option('--seed <n>', 'seed of all luck', '1')
    .option('--trials <n>', 'trials of each cell; auto: as many as decide each pair of entrants')
    .option('--aa', 'run one entrant of each block twice: the noise floor of the costs')
    .option(
      '--objective <text>',
      'what must hold, as in "taskLatencyMs p99 < 120 s"; may be given several times',
      collect,
    )
    .option('--cpu <how>', 'free: work takes no time (default); charged: what it takes here')
    .option('--cores <n>', 'cores of each simulated host, with --cpu charged (default: 1)')
    .option('--departments-per-host <n>', 'with --cpu charged (default: one host has them all)')
    .option('--cost-table <file>', 'with --cpu charged: charge these costs, and measure none')
    .option('--out <dir>', 'folder of the run; a folder that holds a run is refused')
    .option('--no-probe', 'do not time authentication after the trials of an auth ladder')
    .option('--predictions <file>', 'show the verdicts of a predictions.json on the page')
    .option('--resume [dir]', 'go on with a run that was killed; trials that ended are kept')
    .option('--json', 'print one JSON document instead of a table')
    .option('--dry-run', 'print the plan and what it will take, and stop')
    .option('--force', 'run even what needs more memory or disk than there is')
    .action(async (workload: string | undefined, flags: RawFlags) => {
      const { runCommand } = await import('./command/run.ts')
      exit(await runCommand(workload, flags))
    })
  program
    .command('verify')
    .argument('<run>', 'the folder of a run')
    .description('check that a run holds: its files, what is derived from them, and its digests')
    .option('--quick', 'run no trial again')
    .option('--deterministic-only', 'only run trials again and compare their digests')
    .option('--sample <n>', 'run only so many trials again, chosen by the seed')
    .option('--seed <n>', 'seed of the sample', '1')
    .option('--head <hex>', 'head of the chain, as it was noted when the run ended')
    .option('--json', 'print one JSON document')
    .action(async (run: string, flags: Record<string, string | boolean>) => {
      const { verifyCommand } = await import('./command/verify.ts')
      exit(await verifyCommand(run, flags))
    })
  program
    .command('compare')
    .argument('[a]', 'the folder of a run')
    .argument('[b]', 'the folder of another run of the same workload')
    .description(
      'compare two runs, or two sides that are run now in turns: better, worse, equivalent',
    )
    .option('--metric <names>', 'what to compare, as in tasksPerCpuS,p99Ms', collect)
    .option('--margin <percent>', 'figures closer than this are equivalent', '5%')
    .option('--fail-on <verdict>', 'worse: exit code 3 if a row is worse or has no evidence')
    .option('--format <format>', 'text, markdown, json or junit')
    .option('--json', 'the same as --format json')
    .option('--allow-different-workloads', 'show runs of different workloads, and judge nothing')
    .option('--run <workload>', 'run both sides now, in blocks of random order')
    .option('--a <side>', 'with --run: an entrant, as in mesh@bare, or flags of run in quotes')
    .option('--b <side>', 'the same for the other side')
    .option('--bin-a <path>', 'with --run: another muster, its folder or its main.js')
    .option('--bin-b <path>', 'the same for the other side')
    .option('--trials <n>', 'with --run: blocks (default: 5)')
    .option('--seed <n>', 'with --run: seed of all luck (default: 1)')
    .option('--out <dir>', 'with --run: folder of the runs of both sides')
    .action(async (a: string | undefined, b: string | undefined, flags: RawFlags) => {
      const { compareCommand } = await import('./command/compare.ts')
      exit(await compareCommand([a, b], flags))
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
    .option('--metrology', 'also measure systems whose answers are known (about 20 CPU-seconds)')
    .option('--aa', 'instead: compare systems with themselves, by real trials (some minutes)')
    .option('--comparisons <n>', 'with --aa: how many comparisons (default: 200)')
    .option('--twin', 'instead: hold latencies with charged CPU time against the wall clock')
    .option('--architectures <names>', 'with --twin: some of them (default: all)')
    .option('--profiles <names>', 'with --twin: which controls are on (default: bare)')
    .option(
      '--repeats <n>',
      'with --twin: runs by the wall clock (default: 3 to 12, by how dear a task is)',
    )
    .option('--seed <n>', 'with --twin: which tasks come (default: 1)')
    .option('--json', 'print one JSON document')
    .action(async (flags: RawFlags) => {
      const { checkDoctorFlags } = await import('./command/doctor-flags.ts')
      checkDoctorFlags(flags)
      if (flags['aa'] === true) {
        const { doctorAaCommand } = await import('./command/doctor-aa.ts')
        exit(await doctorAaCommand(flags))
        return
      }
      if (flags['twin'] === true) {
        const { doctorTwinCommand } = await import('./command/doctor-twin.ts')
        exit(await doctorTwinCommand(flags))
        return
      }
      const { doctorCommand } = await import('./command/doctor.ts')
      exit(await doctorCommand(flags['json'] === true, flags['metrology'] === true))
    })
  program
    .command('probe')
    .description('measure what authentication and other controls cost on this machine')
    .option(
      '--agents <n>',
      'distinct agents, each with keys of its own (default: 2000; with --tls 200, at most 1000)',
    )
    .option('--messages-per-decision <n>', 'messages that a decision takes', '1.4')
    .option('--tls', 'instead: calibrate with mutual TLS 1.3 between real sockets (A5)')
    .option('--quick', 'a few seconds instead of about a minute, and wider quartiles')
    .option('--json', 'print one JSON document instead of tables')
    .action(async (flags: Record<string, string | boolean>) => {
      if (flags['tls'] === true) {
        const { probeTlsCommand } = await import('./command/probe-tls.ts')
        exit(await probeTlsCommand(flags))
        return
      }
      const { probeCommand } = await import('./command/probe.ts')
      exit(await probeCommand(flags))
    })
  program
    .command('capacity')
    .argument('<workload>', 'a file, or a library workload')
    .description('find the largest arrival rate at which each entrant keeps its objectives')
    .option('--agents <sizes>', 'sizes in agents, as in 78,780')
    .option('--architectures <names>', 'as in mesh,langchain or crewai:hierarchical')
    .option('--profiles <names>', 'as for run')
    .option(
      '--objective <text>',
      'beside the objectives of the workload, as in "taskLatencyMs p99 < 60 s"; may be repeated (without any: p99 within the deadline, 99 % completed)',
      collect,
    )
    .option('--tasks <n>', 'expected tasks of each trial', '2000')
    .option(
      '--cpu <how>',
      'free: work takes no time; charged: what it takes on this machine',
      'free',
    )
    .option('--threads <n>', 'searches at a time; nothing depends on it (default: one a core)')
    .option('--cores <n>', 'cores of the host, with --cpu charged (default: 1)')
    .option('--seed <n>', 'seed of all luck', '1')
    .option('--out <dir>', 'folder of index.html, capacity.json and capacity.csv')
    .option('--json', 'print one JSON document instead of a table')
    .action(async (workload: string, flags: RawFlags) => {
      const { capacityCommand } = await import('./command/capacity.ts')
      exit(await capacityCommand(workload, flags))
    })
  program
    .command('predictions')
    .description('test the registered predictions: held, did not hold, or no evidence')
    .option('--trials <n>', 'repetitions of each cell (default: 5, or 3 with --quick)')
    .option('--only <ids>', 'some of the predictions, with commas between; a wrong one lists them')
    .option('--quick', 'fewer and smaller trials; more ends without evidence')
    .option('--out <dir>', 'folder of index.html, predictions.json and predictions.csv')
    .option('--json', 'print one JSON document instead of text')
    .action(async (flags: Record<string, string | boolean>) => {
      const { predictionsCommand } = await import('./command/predictions.ts')
      exit(await predictionsCommand(flags))
    })
  program
    .command('drill')
    .description('kill each control in the middle of a small trial, and see what fails open')
    .option('--agents <n>', 'agents of the trial', '48')
    .option('--seed <n>', 'seed of all luck', '1')
    .option('--json', 'print one JSON document instead of a table')
    .action(async (flags: Record<string, string | boolean>) => {
      const { drillCommand } = await import('./command/drill.ts')
      exit(await drillCommand(flags))
    })
  program
    .command('attacks')
    .description('run every attack at each level of controls, and see which stage stops it')
    .option('--only <ids>', 'some of the attacks, as in AT07,AT10; a wrong one lists them')
    .option('--json', 'print one JSON document instead of text')
    .action(async (flags: Record<string, string | boolean>) => {
      const { attacksCommand } = await import('./command/attacks.ts')
      exit(await attacksCommand(flags))
    })
  program
    .command('audit')
    .description('check audit trails')
    .command('verify')
    .argument('<log>', 'the file of a trail')
    .description('check that a trail is whole: its chain, and its checkpoints if they are given')
    .option('--checkpoint <file>', 'signed checkpoints, kept elsewhere than the log')
    .option('--key <file>', 'the key that checks them, from someone you trust')
    .option('--json', 'print one JSON document')
    .action(async (log: string, flags: Record<string, string | boolean>) => {
      const { auditVerifyCommand } = await import('./command/audit.ts')
      exit(auditVerifyCommand(log, flags))
    })
  program
    .command('explain')
    .argument('[name]', 'an error code, or a control level, as in A4')
    .description('explain an error code or a control level, or list them')
    .option('--json', 'print one JSON document')
    .action(async (code: string | undefined, flags: { json?: boolean }) => {
      const { explainCommand } = await import('./command/explain.ts')
      process.stdout.write(explainCommand(code, flags.json === true))
    })
  return program
}

/** Values of a flag that may be given several times. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

const FIRST_STEPS = `
First steps:
  muster run smoke         about a minute; the last line names the page to open
  muster run --help        its flags; muster explain says what an error or a level is
`

const EXIT_CODES = `
Exit codes:
  0  done                 3    an objective, comparison, log or run does not hold, or a control fails open
  1  internal error       4    finished, but a trial failed or is not valid
  2  usage or workload    130  interrupted; finished trials are kept
`

function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
