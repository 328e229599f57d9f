/**
 * What a meta-agent reads of a report must be what its author sealed. Text and author travel beside
 * the seal too, and architectures read them there: a relay that changed them, or took the seal off,
 * would be believed though the seal itself still holds.
 */
import type { CellGuard } from '../controls/guard.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { Organisation } from '../world/organisation.ts'
import type { UpwardReport } from './messages.ts'

export interface SoundReportOptions {
  readonly timeline: Pick<Timeline, 'id'>
  readonly organisation: Pick<Organisation, 'cellOf' | 'metaOf'>
  readonly levels: Pick<ControlLevels, 'auth'>
  readonly guard: Pick<CellGuard, 'refuseForged'>
}

/**
 * True for a report whose seal is of these words by this author. Without a seal, true only inside a
 * cell or at A0, where no message proves anything. What is not sound is refused: counted, recorded.
 */
export function soundReports(options: SoundReportOptions): (report: UpwardReport) => boolean {
  const { timeline, organisation, levels, guard } = options
  return ({ author, text, sealed }) => {
    const isSound =
      sealed === undefined
        ? levels.auth === 'A0' || organisation.cellOf(author) === timeline.id
        : sealed.text === text && sealed.from === author
    if (!isSound) guard.refuseForged({ from: author, to: organisation.metaOf(timeline.id), text })
    return isSound
  }
}
