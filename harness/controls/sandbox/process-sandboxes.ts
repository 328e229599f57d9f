/**
 * S3: a child process for each department, under Node's permission model. A program runs in a memory of
 * its own, and the flag denies it files, child processes, workers and native add-ons. `process` and
 * `require` are within its reach: what it may do with them is what the flag decides.
 *
 * The flag is a seat belt and not a wall (Node's own words: it "does not protect against malicious
 * code"). Before Node 25 it does not cover the network: a program can open sockets. On Node 20 it is
 * called `--experimental-permission`. A process takes tens of MiB, so this level is for samples.
 */
import { MusterError } from '../../kernel/errors.ts'
import type { AgentId, CellId } from '../../kernel/units.ts'
import { fault, readAnswer, RUNNER, type ProgramCall, type ProgramOutcome } from './program.ts'
import type { Sandboxes, SandboxCounts } from './sandboxes.ts'
import { ANSWERING, SyncWorker } from './sync-worker.ts'

/** Most departments of an organisation that is run at S3: as many processes, about 45 MiB each. */
export const MAX_PROCESSES = 16

/** Longest that a program may take; the process stops it by itself, or is killed a little later. */
const PROGRAM_MS = 2_000
const TIMEOUT_MS = 10_000

/** The flag that switches the permission model on in this version of Node. */
export const PERMISSION_FLAG: string = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission'

/** One JSON array a line comes in, one JSON string a line goes out. */
const CHILD = `'use strict'
const vm = require('node:vm')
const { stdin, stdout } = process
globalThis.require = require
process.on('unhandledRejection', () => {})
const call = new vm.Script('globalThis[Symbol.for("muster.call")]()')
const programs = new Map()
const compiled = (program) => {
  let run = programs.get(program)
  if (run === undefined) {
    run = vm.runInThisContext('(' + ${JSON.stringify(RUNNER)} + ')(' + program + ')')
    programs.set(program, run)
  }
  return run
}
const answerTo = ([program, action, text, agent]) => {
  let result = ''
  globalThis[Symbol.for('muster.call')] = () => {
    const asked = compiled(program)(action, text, agent)
    if (typeof asked === 'string') result = asked
  }
  try {
    call.runInThisContext({ timeout: ${PROGRAM_MS} })
  } catch {}
  return result
}
let rest = ''
stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) stdout.write(JSON.stringify(answerTo(JSON.parse(line))) + '\\n')
})
`

/** Keeps the child's pipes, which need an event loop: the asking thread stands still meanwhile. */
const BRIDGE = `${ANSWERING}
const { spawn } = require('node:child_process')
const child = spawn(data.node, data.args, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] })
let dead = child.pid === undefined
let rest = ''
let asked = false
const say = (value) => {
  if (asked) answer(value)
  asked = false
}
const over = () => {
  dead = true
  say(undefined)
}
child.on('error', over).on('close', over)
child.stdin.on('error', () => {})
child.stdout.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) say(line)
})
port.on('message', (question) => {
  asked = true
  if (question === 'pid') say(child.pid)
  else if (dead) over()
  else child.stdin.write(JSON.stringify(question) + '\\n')
})
`

interface Child {
  readonly bridge: SyncWorker
  readonly pid: unknown
}

export class ProcessSandboxes implements Sandboxes {
  readonly level = 'S3'
  readonly counts: SandboxCounts = { created: 0, resets: 0, ended: 0 }
  private readonly children = new Map<CellId, Child>()

  run({ cell, agent, program, action, text }: ProgramCall): ProgramOutcome {
    const { bridge } = this.childOf(cell)
    const line = bridge.ask([program, action, text, agent], TIMEOUT_MS)
    if (typeof line === 'string') return readLine(line)
    this.end(cell)
    return fault('its process was stopped')
  }

  end(cell: CellId, _agent?: AgentId): void {
    const child = this.children.get(cell)
    if (child === undefined) return
    this.children.delete(cell)
    this.counts.ended++
    if (typeof child.pid === 'number') {
      try {
        process.kill(child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    child.bridge.end()
  }

  close(): void {
    for (const cell of [...this.children.keys()]) this.end(cell)
  }

  private childOf(cell: CellId): Child {
    const known = this.children.get(cell)
    if (known !== undefined) return known
    this.counts.created++
    const bridge = new SyncWorker({
      source: BRIDGE,
      data: {
        node: process.execPath,
        args: [PERMISSION_FLAG, '--no-warnings', '--max-old-space-size=32', '-e', CHILD],
      },
      oldGenerationMiB: 16,
      youngGenerationMiB: 2,
      stackMiB: 1,
    })
    const child = { bridge, pid: bridge.ask('pid', TIMEOUT_MS) }
    this.children.set(cell, child)
    return child
  }
}

/** Throws DOES_NOT_FIT if there are more departments than processes. */
export function openProcesses(departments: number): ProcessSandboxes {
  if (departments > MAX_PROCESSES) {
    throw new MusterError(
      'DOES_NOT_FIT',
      `S3 needs a process for each of ${departments} departments`,
      {
        where: 'sandbox level S3',
        hint: `at most ${MAX_PROCESSES} departments; take fewer agents, or S1 or S2`,
      },
    )
  }
  return new ProcessSandboxes()
}

function readLine(line: string): ProgramOutcome {
  try {
    return readAnswer(JSON.parse(line))
  } catch {
    return fault('its answer is malformed')
  }
}
