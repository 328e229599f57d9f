/**
 * `npm run kill-test [-- --kills 20 --seed 1]`: one run is killed at random moments and resumed, and
 * must end as a run that nothing disturbed. Exits with 0 if it does and with 3 if it does not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EXIT } from '../../kernel/errors.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import { purpose, uniform } from '../../kernel/random.ts'
import { compareRuns } from './compare-runs.ts'
import { type KillMoment, surviveKills } from './survive-kills.ts'

const MOMENT = purpose('kill-test.moment')

/** Twenty-four short trials; the files of one are published in about a second. */
const WORKLOAD = `name: kill-test
organisation:
  agents: [60, 240]
  teamsPerDepartment: 10
  departmentsPerDivision: 2
arrivals:
  window: 10m
  minTasks: 12
measure:
  trials: 3
  architectures: [crewai, mesh]
  profiles: [bare, governed]
  minCpu: 10ms
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
process.exitCode = await main(Number(values.kills), Number(values.seed))

async function main(kills: number, seed: number): Promise<number> {
  const cwd = mkdtempSync(join(tmpdir(), 'muster-kill-test-'))
  try {
    writeFileSync(join(cwd, 'w.yaml'), WORKLOAD)
    const argsFor = (out: string): string[] => ['run', 'w.yaml', '--out', out, '--resume']
    const startedMs = hostNowMs()
    const whole = await surviveKills({ cwd, args: argsFor('whole'), moments: [], kills: 0 })
    const wholeMs = hostNowMs() - startedMs
    if (whole.code !== EXIT.done) {
      say(`the undisturbed run ended with ${whole.code}:\n${whole.stderr}`)
      return EXIT.internal
    }
    const survived = await surviveKills({
      cwd,
      args: argsFor('killed'),
      moments: moments(seed, wholeMs / 5),
      kills,
      told: say,
    })
    const differences = await compareRuns(join(cwd, 'killed'), join(cwd, 'whole'))
    if (survived.code !== EXIT.done)
      differences.push(`the last process ended with ${survived.code}`)
    for (const difference of differences) say(difference)
    const outcome = differences.length === 0 ? 'equals' : 'DOES NOT EQUAL'
    process.stdout.write(
      `${survived.killedAfter.length} kills, seed ${seed}: the finished run ${outcome} an undisturbed one\n`,
    )
    return differences.length === 0 ? EXIT.done : EXIT.doesNotHold
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** Within a fifth of an undisturbed run, so that all parts of it meet a kill. */
function* moments(seed: number, withinMs: number): Generator<KillMoment> {
  for (let nth = 0; ; nth++) yield { afterMs: uniform(seed, MOMENT, nth) * withinMs }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
