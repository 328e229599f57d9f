/** From the records of a run to everything that its page shows, before any of it is markup. */
import type { RunManifest, TrialRecord } from '../results/record.ts'
import { breakEvenFigure } from './view/break-even.ts'
import { damageFigure } from './view/damage.ts'
import { denominatorFigure } from './view/denominators.ts'
import type { Figure } from './view/figure.ts'
import { incidentFigure } from './view/incident.ts'
import { latencyFigure } from './view/latency.ts'
import { overheadFigure } from './view/overhead.ts'
import { type RunView, viewRun } from './view/run-view.ts'
import { scalingFigure } from './view/scaling.ts'
import { spreadFigure } from './view/spread.ts'
import { startUpFigure } from './view/start-up.ts'
import { workFigure } from './view/work.ts'

export interface ViewModel {
  readonly view: RunView
  /** In the order of the page. */
  readonly figures: readonly Figure[]
}

/** The same for any order of `trials`. What was not measured is said to be missing, never zero. */
export function buildViewModel(manifest: RunManifest, trials: readonly TrialRecord[]): ViewModel {
  const view = viewRun(manifest, trials)
  return {
    view,
    figures: [
      scalingFigure(view),
      latencyFigure(view),
      workFigure(view),
      overheadFigure(view),
      breakEvenFigure(view),
      startUpFigure(view),
      denominatorFigure(view),
      incidentFigure(view),
      spreadFigure(view),
      damageFigure(view),
    ],
  }
}
