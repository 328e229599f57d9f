/** `muster probe`: what controls cost on this machine, by primitive and by composed stage. */
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { LEAST_AGENTS, runProbe } from '../../probe/probe.ts'
import { readText, readWhole } from '../flags.ts'
import { describeProbe } from '../report/probe.ts'

const AGENTS = 2_000
/** Keys and sessions of so many take some hundred MB and a few minutes to make. */
const MOST_AGENTS = 100_000
/**
 * Envelopes for each model call, taken as a decision, of the mesh on the workload `organisation` at
 * 780 agents. At 7,800 they are 1.6 and on `smoke` 1.7, hence the flag.
 */
const MESSAGES_PER_DECISION = 1.4
const MOST_MESSAGES = 1_000

/** Returns the exit code. Throws USAGE for a flag out of range. */
export async function probeCommand(
  raw: Readonly<Record<string, string | boolean>>,
): Promise<number> {
  const { stdout, stderr } = process
  const document = await runProbe({
    agents: readWhole(raw, 'agents', LEAST_AGENTS, MOST_AGENTS) ?? AGENTS,
    quick: raw['quick'] === true,
    messagesPerDecision: readMessagesPerDecision(raw),
    progress: (text) => stderr.write(`${text}\n`),
  })
  stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describeProbe(document))
  return EXIT.done
}

function readMessagesPerDecision(raw: Readonly<Record<string, string | boolean>>): number {
  // Commander names an option of several words in camel case.
  const given = raw['messagesPerDecision']
  if (given === undefined) return MESSAGES_PER_DECISION
  const flag = 'messages-per-decision'
  const text = (readText({ [flag]: given }, flag) ?? '').trim()
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= MOST_MESSAGES) return value
  throw new MusterError('USAGE', `"${text}" is not a number above 0 and up to ${MOST_MESSAGES}`, {
    where: `--${flag}`,
    hint: `for example --${flag} ${MESSAGES_PER_DECISION}`,
  })
}
