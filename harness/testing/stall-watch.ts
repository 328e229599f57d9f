/**
 * Ends a test run that stands still. A test that never yields is out of reach of its own timeout, and the
 * runner would wait for its process for ever: this says which tests were under way, kills their processes
 * and ends with a failure.
 */
import { readFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

/** Longer than any timeout of a test or hook, so that those speak first. */
const STILL_MS = 6 * 60_000

export class StallWatch implements Reporter {
  private readonly underWay = new Set<string>()
  private readonly stillMs: number
  private vitest: Vitest | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(stillMs = STILL_MS) {
    this.stillMs = stillMs
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest
  }

  onTestRunStart(): void {
    this.moved()
  }

  onTestModuleStart({ relativeModuleId }: TestModule): void {
    this.underWay.add(relativeModuleId)
    this.moved()
  }

  onTestCaseReady(test: TestCase): void {
    this.underWay.add(nameOf(test))
    this.moved()
  }

  onTestCaseResult(test: TestCase): void {
    this.underWay.delete(nameOf(test))
    this.moved()
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    this.underWay.delete(relativeModuleId)
    this.moved()
  }

  onTestRunEnd(): void {
    clearTimeout(this.timer)
  }

  private moved(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.end(), this.stillMs)
  }

  private end(): void {
    const names = [...this.underWay].map((name) => `  ${name}\n`).join('')
    process.stderr.write(
      `no test has begun or ended for ${this.stillMs / 1000} s; under way:\n${names}`,
    )
    process.exitCode = 1
    for (const pid of children()) process.kill(pid, 'SIGKILL')
    void this.vitest?.exit(true)
  }
}

/** Of this process, on Linux; elsewhere whoever waits for them has to end them. */
function children(): number[] {
  try {
    const list = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    return list.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function nameOf({ module, fullName }: TestCase): string {
  return `${module.relativeModuleId} > ${fullName}`
}
