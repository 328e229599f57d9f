/** Ctrl-C and its relatives. */
import { EXIT } from '../../kernel/errors.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Interruption {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal
  /** From here on a signal ends the process at once, as it does by default. */
  stop(): void
}

/** The first signal keeps what is done; a second one ends the process at once. */
export function listenForInterruption(told: () => void): Interruption {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    told()
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, interrupt)
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of SIGNALS) process.off(name, interrupt)
    },
  }
}
