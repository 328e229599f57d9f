/**
 * Sandboxes as cases: a program that asks for one thing, in a sandbox that stands, and the first program
 * of a sandbox that has to be made. Every agent has its own, as far as the level gives each one its own.
 */
import { openSandboxes } from '../controls/sandbox/open-sandboxes.ts'
import { ASKING_PROGRAM } from '../controls/sandbox/program.ts'
import type { SandboxLevel, Sandboxes } from '../controls/sandbox/sandboxes.ts'
import { MusterError } from '../kernel/errors.ts'
import { MESSAGE } from './guard-cases.ts'
import { endless, shuffled } from './shuffled.ts'
import { batched, type TimedCase } from './timed-case.ts'

const LEVELS: readonly SandboxLevel[] = ['S0', 'S1', 'S2', 'S3']
const DEPARTMENTS = 4
const AGENTS = 64

export interface SandboxCases {
  readonly warm: readonly TimedCase[]
  readonly cold: readonly TimedCase[]
  /** Ends all sandboxes. */
  close(): void
}

/** A case for each level, and one for making a sandbox where the level has any. */
export async function sandboxCases(): Promise<SandboxCases> {
  const opened: Sandboxes[] = []
  const open = async (level: SandboxLevel): Promise<Sandboxes> => {
    const sandboxes = await openSandboxes(level, { departments: DEPARTMENTS, shards: 1 })
    opened.push(sandboxes)
    return sandboxes
  }
  const warm: TimedCase[] = []
  const cold: TimedCase[] = []
  for (const level of LEVELS) {
    warm.push(callCase(`program, sandbox ${level}`, await open(level)))
    if (level !== 'S0')
      cold.push(creationCase(`first program, sandbox ${level}`, await open(level)))
  }
  return { warm, cold, close: () => opened.forEach((sandboxes) => sandboxes.close()) }
}

function callCase(name: string, sandboxes: Sandboxes): TimedCase {
  const agents = shuffled(Array.from({ length: AGENTS }, (_, agent) => agent))
  for (const agent of agents) ask(sandboxes, agent)
  const next = endless(agents)
  return batched(name, () => ask(sandboxes, next()))
}

function creationCase(name: string, sandboxes: Sandboxes): TimedCase {
  return {
    name,
    batch: 1,
    prepare: () => sandboxes.end(0, 0),
    run: () => ask(sandboxes, 0),
  }
}

function ask(sandboxes: Sandboxes, agent: number): void {
  const call = { cell: agent % DEPARTMENTS, agent, program: ASKING_PROGRAM }
  const outcome = sandboxes.run({ ...call, action: 'lookup', text: MESSAGE })
  if (outcome.kind === 'fault') {
    throw new MusterError('INTERNAL', `a measured program failed: ${outcome.reason}`)
  }
}
