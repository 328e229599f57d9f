/** `muster drill`: kills each control in the middle of a small trial, and prints what became of it. */
import { loadWorkload } from '../../../workloads/load.ts'
import { runDrill } from '../../drill/run-drill.ts'
import { EXIT } from '../../kernel/errors.ts'
import { readWhole } from '../flags.ts'
import { describeDrill } from '../report/drill.ts'

const AGENTS = 48
const LEAST_AGENTS = 6
/** One thread, one trial for each crash. */
const MOST_AGENTS = 2_000

/** Returns the exit code: that of what does not hold if a control fails open by default. */
export async function drillCommand(
  raw: Readonly<Record<string, string | boolean>>,
): Promise<number> {
  const { stdout, stderr } = process
  const agents = readWhole(raw, 'agents', LEAST_AGENTS, MOST_AGENTS) ?? AGENTS
  const seed = readWhole(raw, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 1
  const document = await runDrill({
    workload: loadWorkload('smoke').workload,
    agents,
    seed,
    progress: (text) => stderr.write(`${text}\n`),
  })
  stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describeDrill(document))
  return document.failsOpenByDefault === 0 ? EXIT.done : EXIT.doesNotHold
}
