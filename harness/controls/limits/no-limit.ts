import type { LimitStage } from './limit-stage.ts'

/** R0: no limit on what an agent sends; every message goes on. */
export class NoLimit implements LimitStage {
  readonly level = 'R0'

  passes(): boolean {
    return true
  }

  passesFurther(): boolean {
    return true
  }

  admitted(): void {}

  refused(): void {}
}
