/**
 * The log of task outputs of the latest kickoff. The framework keeps it in one SQLite file that every
 * crew of the process shares and every kickoff empties; here it is in memory, with the same JSON.
 */
import type { Meter } from '../contract.ts'
import type { KickoffInputs } from './interpolate.ts'
import type { Message } from './messages.ts'

/** Output of a task, as other tasks and the log see it. */
export interface TaskOutput {
  readonly description: string
  /** The first ten words of the description. */
  readonly summary: string
  readonly raw: string
  /** Role of the agent that executed the task. */
  readonly agent: string
  readonly messages: readonly Message[]
}

/** What the log keeps of a task. */
export interface StoredRow {
  readonly expectedOutput: string
  readonly output: TaskOutput
  readonly taskIndex: number
  readonly inputs: KickoffInputs
}

/** A row as it is kept: its two columns of JSON are encoded apart. */
export interface EncodedRow {
  readonly expectedOutput: string
  /** JSON of a `TaskOutput`. */
  readonly output: string
  readonly taskIndex: number
  /** JSON of the kickoff's inputs. */
  readonly inputs: string
}

/** Holds no more than what was written since the latest kickoff of the cell. */
export class TaskOutputStore {
  private readonly meter: Meter
  private readonly rows = new Map<string, EncodedRow>()

  constructor(meter: Meter) {
    this.meter = meter
  }

  get size(): number {
    return this.rows.size
  }

  /** Forgets all rows, those of other running crews included: the framework does so too. */
  reset(): void {
    this.meter.stateWrites++
    this.rows.clear()
  }

  /** Writes the row of a task, its whole message list included. */
  upsert(taskKey: string, { expectedOutput, output, taskIndex, inputs }: StoredRow): void {
    this.meter.stateWrites++
    this.rows.set(taskKey, {
      expectedOutput,
      output: this.encode(output),
      taskIndex,
      inputs: this.encode(inputs),
    })
  }

  /** The row of a task, if the latest kickoff has written it. */
  read(taskKey: string): EncodedRow | undefined {
    return this.rows.get(taskKey)
  }

  private encode(column: TaskOutput | KickoffInputs): string {
    const json = JSON.stringify(column)
    this.meter.serializations++
    this.meter.serializedChars += json.length
    return json
  }
}

/** The framework's summary of a task: the first ten words of its description. */
export function summarise(description: string): string {
  let end = -1
  for (let words = 0; words < 10; words++) {
    end = description.indexOf(' ', end + 1)
    if (end < 0) return `${description}...`
  }
  return `${description.slice(0, end)}...`
}
