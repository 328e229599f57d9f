/** Kills one run again and again until it has had enough, and lets it end. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../kernel/package-root.ts'

/** When a process is killed: so long after it began, or when it has said so many lines. */
export type KillMoment = { readonly afterMs: number } | { readonly afterLines: number }

export interface SurvivalPlan {
  readonly cwd: string
  /** Arguments of `muster`, the same for every process. */
  readonly args: readonly string[]
  readonly moments: Iterable<KillMoment>
  /** Kills that must have ended a process; moments after these are left unused. */
  readonly kills: number
  readonly told?: (text: string) => void
}

export interface SurvivedRun {
  /** For each process that the signal ended, the last line that it said. */
  readonly killedAfter: readonly string[]
  readonly code: number | null
  readonly stderr: string
}

/** SIGKILL, so nothing is told to the process; the one after the last kill runs to its end. */
export async function surviveKills(plan: SurvivalPlan): Promise<SurvivedRun> {
  const killedAfter: string[] = []
  for (const moment of plan.moments) {
    if (killedAfter.length === plan.kills) break
    const { code, stderr } = await run(plan, moment)
    const last = stderr.trimEnd().split('\n').at(-1) ?? ''
    plan.told?.(code === null ? `killed after "${last}"` : `ended before the kill with ${code}`)
    if (code === null) killedAfter.push(last)
  }
  return { killedAfter, ...(await run(plan)) }
}

function run(
  { cwd, args }: SurvivalPlan,
  moment?: KillMoment,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const main = join(packageRoot(), 'dist/harness/cli/main.js')
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    // What a killed process leaves in the temporary folder goes with this one.
    env: { ...process.env, TMPDIR: cwd },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  const timer =
    moment !== undefined && 'afterMs' in moment ? setTimeout(kill, moment.afterMs) : undefined
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (moment === undefined || !('afterLines' in moment)) return
    if (stderr.split('\n').length > moment.afterLines) kill()
  })
  if (moment !== undefined && 'afterLines' in moment && moment.afterLines === 0) {
    child.once('spawn', kill)
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stderr })
    })
  })
}
