/**
 * How often a stage was asked, counted where it is asked and not by the path that asks: a path that
 * goes round a stage cannot count on its behalf.
 */
import type { Stage } from './stage.ts'

export interface StageCount {
  /** Messages that the stage was asked about. */
  readonly asked: number
}

/** What the three stages that every message must take were asked. */
export interface StageCounts {
  readonly auth: StageCount
  readonly policy: StageCount
  readonly audit: StageCount
}

/** Counts what a stage is asked from now on. */
export function countAsked(stage: Stage): StageCount {
  const count = { asked: 0 }
  const passes = stage.passes.bind(stage)
  stage.passes = (envelope, receiver) => {
    count.asked++
    return passes(envelope, receiver)
  }
  return count
}
