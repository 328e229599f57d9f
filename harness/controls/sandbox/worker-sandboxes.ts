/**
 * S1: a worker thread for each department. A program gets strings and gives strings; the services'
 * handles are in another heap, which no reference leads to. Memory that a program takes is its
 * worker's (`resourceLimits`), and a worker that hangs or dies takes nobody with it.
 *
 * Inside, programs run in a `node:vm` context that has no `process`, `require`, timers or shared and
 * external memory, where text is not turned into code and `import()` is refused. `node:vm` is no
 * security mechanism (Node's own words): a program that breaks out of the context has what a worker
 * has, files and network included, but still no handle. Programs of one department share a context
 * and may disturb each other.
 *
 * At most so many workers live at once, 8 MiB each. A department keeps its worker while there are
 * enough; when there are more departments, the one that was used longest ago is taken over, in a
 * fresh context.
 */
import type { AgentId, CellId } from '../../kernel/units.ts'
import { fault, readAnswer, RUNNER, type ProgramCall, type ProgramOutcome } from './program.ts'
import type { Sandboxes, SandboxCounts } from './sandboxes.ts'
import { ANSWERING, SyncWorker } from './sync-worker.ts'

/** Most workers of a process, over all its shards: 200 MiB. */
export const MAX_WORKERS = 24

/** A program that takes longer on the host is stopped. Generous: it must not strike a slow machine. */
const TIMEOUT_MS = 5_000

/** Names of a fresh context that lead out of the heap's limit, or to other threads. */
const REMOVED = [
  'ArrayBuffer',
  'Atomics',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'SharedArrayBuffer',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'WebAssembly',
  'console',
]

const HOST = `${ANSWERING}
const vm = require('node:vm')
// A rejected promise of a program, such as that of import(), is not the worker's end.
process.on('unhandledRejection', () => {})
const ambient = ['process', 'require', 'module', 'exports', 'fetch', 'WebSocket', 'BroadcastChannel']
for (const name of ambient) delete globalThis[name]
let context
let programs
const empty = () => {
  context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
  vm.runInContext(data.removal, context)
  programs = new Map()
}
empty()
const compiled = (program) => {
  let run = programs.get(program)
  if (run === undefined) {
    run = vm.runInContext('(' + data.runner + ')(' + program + ')', context)
    programs.set(program, run)
  }
  return run
}
port.on('message', ([fresh, program, action, text, agent]) => {
  if (fresh) empty()
  let result = ''
  try {
    const asked = compiled(program)(action, text, agent)
    if (typeof asked === 'string') result = asked
  } catch {}
  answer(result)
})
`

interface Place {
  readonly worker: SyncWorker
  /** Whether the next program must find it empty. */
  fresh: boolean
}

export class WorkerSandboxes implements Sandboxes {
  readonly level = 'S1'
  readonly counts: SandboxCounts = { created: 0, resets: 0, ended: 0 }
  /** By department, the one that was used longest ago first. */
  private readonly places = new Map<CellId, Place>()
  private readonly most: number
  private readonly timeoutMs: number

  /** `most`: workers at once. */
  constructor(most: number = MAX_WORKERS, timeoutMs: number = TIMEOUT_MS) {
    this.most = Math.max(1, most)
    this.timeoutMs = timeoutMs
  }

  run({ cell, agent, program, action, text }: ProgramCall): ProgramOutcome {
    const place = this.placeOf(cell)
    const { worker, fresh } = place
    if (fresh) this.counts.resets++
    place.fresh = false
    const answer = worker.ask([fresh, program, action, text, agent], this.timeoutMs)
    if (typeof answer === 'string') return readAnswer(answer)
    this.end(cell)
    return fault('it was stopped')
  }

  end(cell: CellId, _agent?: AgentId): void {
    const place = this.places.get(cell)
    if (place === undefined) return
    this.places.delete(cell)
    this.counts.ended++
    place.worker.end()
  }

  close(): void {
    for (const cell of [...this.places.keys()]) this.end(cell)
  }

  private placeOf(cell: CellId): Place {
    const place = this.places.get(cell) ?? this.takeOver() ?? this.create()
    this.places.delete(cell)
    this.places.set(cell, place)
    return place
  }

  /** The place of the department that has not run anything for longest, if there are no more. */
  private takeOver(): Place | undefined {
    if (this.places.size < this.most) return undefined
    const [oldest, place] = this.places.entries().next().value as [CellId, Place]
    this.places.delete(oldest)
    place.fresh = true
    return place
  }

  private create(): Place {
    this.counts.created++
    const removal = `for (const name of ${JSON.stringify(REMOVED)}) delete globalThis[name]`
    const worker = new SyncWorker({
      source: HOST,
      data: { runner: RUNNER, removal },
      oldGenerationMiB: 16,
      youngGenerationMiB: 2,
      stackMiB: 1,
    })
    return { worker, fresh: false }
  }
}
