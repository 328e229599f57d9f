/** One writer a run folder: a file that names the process that writes, left behind by one that was killed. */
import { readFileSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { MusterError } from '../harness/kernel/errors.ts'
import { notWritable } from './durable-write.ts'

const LOCK_FILE = 'run.lock'

interface Holder {
  readonly host: string
  readonly pid: number
  /** When the process began, as its system counts it: numbers of processes are used again. */
  readonly began: string
}

export interface RunLock {
  release(): Promise<void>
}

/**
 * Takes the lock of a run folder, also from a process of this host that is no more. Throws `RUN_EXISTS`
 * while another process holds it, and `OUT_NOT_WRITABLE`.
 */
export async function lockRun(dir: string): Promise<RunLock> {
  const path = join(resolve(dir), LOCK_FILE)
  const own: Holder = { host: hostname(), pid: process.pid, began: beganOf(process.pid) }
  const text = `${JSON.stringify(own)}\n`
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, text, { flag: 'wx' })
      return { release: () => rm(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(error, path)
    }
    const held = await readFile(path, 'utf8').catch(() => '')
    const holder = holderOf(held)
    if (holder !== undefined && mayLive(holder)) throw refusal(path, holder)
    await takeAway(path, held)
  }
  throw refusal(path, undefined)
}

/** Removes a lock that was read as `held`; one that has come in its place meanwhile is put back. */
async function takeAway(path: string, held: string): Promise<void> {
  const aside = `${path}.${process.pid}`
  await rename(path, aside).catch(() => {})
  const moved = await readFile(aside, 'utf8').catch(() => held)
  if (moved !== held) await rename(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

function refusal(path: string, holder: Holder | undefined): MusterError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new MusterError('RUN_EXISTS', `${who} is writing this run`, {
    where: path,
    hint: 'wait until it has ended; if it runs no more, remove the file',
  })
}

/** A lock that was torn when its writer was killed names nobody. */
function holderOf(text: string): Holder | undefined {
  try {
    const { host, pid, began } = JSON.parse(text) as Partial<Holder>
    return typeof host === 'string' && typeof pid === 'number' && typeof began === 'string'
      ? { host, pid, began }
      : undefined
  } catch {
    return undefined
  }
}

/** Of another host's processes nothing is known. */
function mayLive({ host, pid, began }: Holder): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return beganOf(pid) === began
}

/** Empty where the system does not say. */
function beganOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name may hold blanks and brackets; field 22 of all is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
