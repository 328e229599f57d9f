/** Starts a witness as a process of its own and shows it checkpoints; it shares no memory with logs. */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { MusterError } from '../../../kernel/errors.ts'
import { packageRoot } from '../../../kernel/package-root.ts'
import type { CheckpointWitness } from '../checkpoint/checkpoint-file.ts'
import { formatVerifierKey, type VerifierKey } from '../checkpoint/note.ts'
import type { TreeHead } from '../sink.ts'
import { byLine, formatRequest, parseAnswer } from './protocol.ts'
import type { WitnessAnswer, WitnessRequest } from './witness.ts'

const GONE: WitnessAnswer = { kind: 'refused', reason: 'the witness is gone' }

export class WitnessProcess implements CheckpointWitness {
  /** Process id of the witness. */
  readonly pid: number
  /** The first checkpoint that was not co-signed, if one was not. */
  objection: Exclude<WitnessAnswer, { kind: 'cosigned' }> | undefined
  /** Checkpoints co-signed so far. */
  cosigned = 0
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  /** By origin: how large the log was when it was shown last. */
  private readonly shown = new Map<string, number>()
  private readonly waiting: Array<(answer: WitnessAnswer) => void> = []
  private ended = false
  /** What it wrote to stderr; only a witness that cannot go on does. */
  private said = ''
  private readonly end: Promise<void>

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.child = child
    this.pid = child.pid ?? -1
    this.end = new Promise((resolve) => {
      const over = (): void => {
        this.ended = true
        for (const answer of this.waiting.splice(0)) answer(GONE)
        resolve()
      }
      child.once('close', over).once('error', over)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said += text
    })
    // Its end is told by `close`; a write that comes too late is not a fault of its own.
    child.stdin.on('error', () => {})
  }

  /**
   * Starts a witness of the logs that `logKey` signs. It keeps its key and file in `folder`, which
   * exists, and goes on from what it has seen before. Throws INTERNAL if it does not start.
   */
  static async start(folder: string, logKey: VerifierKey): Promise<WitnessProcess> {
    const main = join(packageRoot(), 'dist/harness/controls/audit/witness/main.js')
    const child = spawn(process.execPath, [main, folder, formatVerifierKey(logKey)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const witness = new WitnessProcess(child)
    const isReady = await new Promise<boolean>((resolve) => {
      const take = byLine((line) => {
        const answer = parseAnswer(line)
        if (answer?.kind === 'ready') resolve(true)
        else witness.waiting.shift()?.(answer ?? { kind: 'refused', reason: 'malformed' })
      })
      child.stdout.setEncoding('utf8').on('data', take)
      void witness.end.then(() => resolve(false))
    })
    if (isReady) return witness
    const fault = /^\w*Error: .*$/m.exec(witness.said)?.[0] ?? 'it said nothing'
    throw new MusterError('INTERNAL', `the witness did not start: ${fault}`, { where: folder })
  }

  get agrees(): boolean {
    return this.objection === undefined && !this.ended
  }

  show(note: string, head: TreeHead): void {
    const oldSize = this.shown.get(head.origin) ?? 0
    this.shown.set(head.origin, head.size)
    void this.ask({ note, oldSize, proof: head.provesFrom(oldSize) }).then((answer) => {
      if (answer.kind === 'cosigned') this.cosigned++
      else this.objection ??= answer
    })
  }

  /** One request and its answer. */
  ask(request: WitnessRequest): Promise<WitnessAnswer> {
    if (this.ended) return Promise.resolve(GONE)
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      this.child.stdin.write(formatRequest(request))
    })
  }

  /** Waits for all answers and ends the process. */
  async close(): Promise<void> {
    this.child.stdin.end()
    await this.end
  }
}
