/** One search as a job of a worker thread: plain data in, a record out, its trials told on the way. */
import { parentPort } from 'node:worker_threads'
import type { CapacityRecord } from '../../results/capacity-record.ts'
import { parseObjective } from '../../results/objectives/check.ts'
import { runSideBySide } from '../pool/run-side-by-side.ts'
import type { LoadVerdict } from './judge.ts'
import { type CapacityOptions, measureCapacity } from './measure-capacity.ts'

/** Objectives are given by their text, because a metric's function cannot go to a thread. */
export interface SearchJob extends Omit<CapacityOptions, 'objectives' | 'tried'> {
  readonly objectives: readonly string[]
}

/** A trial that has ended. */
export interface TriedRate {
  readonly entrant: string
  readonly agents: number
  readonly rate: number
  readonly verdict: LoadVerdict['kind']
}

/** Called by a worker thread. */
export function runSearchJob(job: SearchJob): Promise<CapacityRecord> {
  return search(job, (tried) => parentPort?.postMessage(tried))
}

/**
 * Carries out searches, `threads` at a time; with one thread on this one. Each search is the same
 * however many run beside it, and the records are in the order of the jobs.
 */
export async function searchSideBySide(
  jobs: readonly SearchJob[],
  threads: number,
  heapMiB: number,
  tried: (tried: TriedRate) => void,
): Promise<CapacityRecord[]> {
  if (threads > 1 && jobs.length > 1) {
    return runSideBySide<SearchJob, CapacityRecord>(
      'harness/capacity/search-job',
      'runSearchJob',
      jobs,
      {
        threads: Math.min(threads, jobs.length),
        heapMiB,
        told: (message) => tried(message as TriedRate),
      },
    )
  }
  const records: CapacityRecord[] = []
  for (const job of jobs) records.push(await search(job, tried))
  return records
}

function search(job: SearchJob, told: (tried: TriedRate) => void): Promise<CapacityRecord> {
  const { objectives, ...options } = job
  const { agents } = options
  const { entrant } = options.entrant
  return measureCapacity({
    ...options,
    objectives: objectives.map((text) => {
      const parsed = parseObjective(text)
      if (parsed.kind === 'fault') throw new Error(parsed.message)
      return parsed.objective
    }),
    tried: (rate, verdict) => told({ entrant, agents, rate, verdict }),
  })
}
