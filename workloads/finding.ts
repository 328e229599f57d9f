/** What is wrong with a workload, by the path of the value that it is about. */
import type { MusterErrorCode } from '../harness/kernel/errors.ts'

export type Path = ReadonlyArray<string | number>

export interface Finding {
  readonly code: Extract<
    MusterErrorCode,
    'WORKLOAD_SYNTAX' | 'WORKLOAD_INVALID' | 'ORGANISATION_IMPOSSIBLE'
  >
  /** What is wrong, as a sentence without the place. */
  readonly message: string
  readonly hint?: string
  /** The value it is about. If a file leaves that to a default, the next one of `orPaths` is shown. */
  readonly path: Path
  /** The fault is this key of the map at `path`, not its value. */
  readonly key?: string
  readonly orPaths?: readonly Path[]
  /** The fault is this part of a text, in UTF-16 code units from its start. */
  readonly part?: { readonly offset: number; readonly length: number }
}

/** A path as it is written in messages: `tasks[0].steps[2].role`. */
export function pathText(path: Path): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}
