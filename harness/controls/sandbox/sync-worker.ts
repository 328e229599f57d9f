/**
 * A worker thread that is asked a question and answers while the asking thread stands still, so that
 * what runs there is one step of its cell: the order of events stays the same.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort, Worker } from 'node:worker_threads'

export interface SyncWorkerOptions {
  /** CommonJS source. `workerData` has `port`, `signal` and `data`; see `ANSWERING`. */
  readonly source: string
  readonly data: unknown
  readonly oldGenerationMiB: number
  readonly youngGenerationMiB: number
  readonly stackMiB: number
}

/** Source that a worker may start with: `answer(value)` sends an answer and wakes the asker. */
export const ANSWERING = `'use strict'
const { port, signal, data } = require('node:worker_threads').workerData
const turn = new Int32Array(signal)
const answer = (value) => {
  port.postMessage(value)
  Atomics.add(turn, 0, 1)
  Atomics.notify(turn, 0)
}
`

export class SyncWorker {
  private readonly worker: Worker
  private readonly port: MessagePort
  private readonly turn: Int32Array

  constructor(options: SyncWorkerOptions) {
    const { source, data } = options
    const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
    const { port1, port2 } = new MessageChannel()
    this.turn = new Int32Array(signal)
    this.port = port1
    this.worker = new Worker(source, {
      eval: true,
      workerData: { port: port2, signal, data },
      transferList: [port2],
      argv: [],
      env: {},
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: options.oldGenerationMiB,
        maxYoungGenerationSizeMb: options.youngGenerationMiB,
        stackSizeMb: options.stackMiB,
      },
    })
    // Its death is seen as a missing answer; without a listener it would be the asker's death too.
    this.worker.on('error', () => {})
    this.worker.unref()
    port1.unref()
  }

  /** The answer, or undefined if none came in time: the worker hangs or is dead, and is to be ended. */
  ask(question: unknown, timeoutMs: number): unknown {
    const before = Atomics.load(this.turn, 0)
    this.port.postMessage(question)
    Atomics.wait(this.turn, 0, before, timeoutMs)
    return receiveMessageOnPort(this.port)?.message as unknown
  }

  /** Stops the thread, whatever it does. */
  end(): void {
    this.port.close()
    void this.worker.terminate()
  }
}
