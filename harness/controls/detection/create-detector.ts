import { MusterError } from '../../kernel/errors.ts'
import type { GuardOptions } from '../guard-options.ts'
import { DEFAULT_ANOMALY } from './anomaly-parameters.ts'
import { AnomalyDetector } from './anomaly.ts'
import { ContentJudge, PUBLISHED_JUDGE } from './content-judge.ts'
import { NoDetection, type Detector } from './detector.ts'
import { JoinedDetectors } from './joined-detectors.ts'
import { ReportThreshold } from './report-threshold.ts'

/**
 * The detector of a level. Levels add up: D2 has D1's threshold too, and D3 what D2 has. Throws
 * `INTERNAL` if the level lacks what it needs: a detector that cannot see must not look like one.
 */
export function createDetector(options: GuardOptions): Detector {
  const { levels, detection, anomaly, judge, directory, seed } = options
  if (levels.detection === 'D0') return new NoDetection()
  if (detection === undefined) {
    throw new MusterError('INTERNAL', 'detection needs a threshold and a window')
  }
  const threshold = new ReportThreshold(detection.reports, detection.windowUs)
  if (levels.detection === 'D1') return threshold
  const anomalies = new AnomalyDetector(anomaly ?? DEFAULT_ANOMALY, directory)
  if (levels.detection === 'D2') return new JoinedDetectors('D2', [threshold, anomalies])
  if (judge === undefined) {
    throw new MusterError('INTERNAL', 'detection D3 needs a judgement for its modelled judge')
  }
  const { isBad, parameters = PUBLISHED_JUDGE } = judge
  const content = new ContentJudge({ seed, parameters, isBad })
  return new JoinedDetectors('D3', [threshold, anomalies, content])
}
