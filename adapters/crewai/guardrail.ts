/**
 * Guardrails: checks of a task's output after its agent has answered. A rejected output is produced
 * again by the same agent, with the rejection as its context, so the task's own context is lost.
 */

/** The reason why an output is rejected, or undefined if it passes. */
export type Guardrail = (raw: string) => string | undefined

/** An output, or why there is none. */
export type Produced =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'error'; readonly reason: string }

/** The framework's default of `guardrail_max_retries`. */
export const GUARDRAIL_MAX_RETRIES = 3

/** What guardrails need to know about the output that they check. */
export interface GuardedOutput {
  readonly guardrails: readonly Guardrail[]
  readonly maxRetries: number
  /** Produces the output again, told why it was rejected. */
  readonly again: (reason: string, previous: string, done: (produced: Produced) => void) => void
  /** Told before and after each check. */
  readonly checking: () => void
  readonly checked: () => void
}

/** Takes an output through all guardrails in order; each has `maxRetries` + 1 attempts of its own. */
export function passGuardrails(
  guarded: GuardedOutput,
  raw: string,
  done: (produced: Produced) => void,
): void {
  const check = (index: number, attempt: number, text: string): void => {
    const guardrail = guarded.guardrails[index]
    if (guardrail === undefined) {
      done({ kind: 'answer', text })
      return
    }
    guarded.checking()
    const reason = guardrail(text)
    guarded.checked()
    if (reason === undefined) {
      check(index + 1, 0, text)
    } else if (attempt >= guarded.maxRetries) {
      done({ kind: 'error', reason: `rejected after ${guarded.maxRetries} retries: ${reason}` })
    } else {
      guarded.again(reason, text, (produced) => {
        if (produced.kind === 'error') done(produced)
        else check(index, attempt + 1, produced.text)
      })
    }
  }
  check(0, 0, raw)
}
