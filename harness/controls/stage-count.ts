/**
 * How often a stage was asked, counted where it is asked and not by the path that asks: a path that
 * goes round a stage cannot count on its behalf.
 */
import type { AgentId } from '../kernel/units.ts'
import type { Envelope } from './envelope.ts'
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

/**
 * Stands before a stage and counts what it is asked. A class and a plain field: the path's calls stay
 * calls of one method, which a function put on each stage would not be.
 */
export class CountedStage implements Stage, StageCount {
  readonly level: string
  asked = 0
  private readonly stage: Stage

  constructor(stage: Stage) {
    this.level = stage.level
    this.stage = stage
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    this.asked++
    return this.stage.passes(envelope, receiver)
  }
}
