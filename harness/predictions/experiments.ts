import { aChainDoesNotSeeARewrite } from './a-chain-does-not-see-a-rewrite.ts'
import { apexAndLeafTradePlaces } from './apex-and-leaf-trade-places.ts'
import { approvalsHelpUntilTheQueueBreaks } from './approvals-help-until-the-queue-breaks.ts'
import { authCannotStopAnInsider } from './auth-cannot-stop-an-insider.ts'
import { broadcastMultipliesVerification } from './broadcast-multiplies-verification.ts'
import { detectionNeedsRecords } from './detection-needs-records.ts'
import type { Experiment } from './experiment.ts'
import { globalStopIsBestAndWorst } from './global-stop-is-best-and-worst.ts'
import { policyCannotHelpWhenSkipped } from './policy-cannot-help-when-skipped.ts'
import { signaturesLoseUnderAFlood } from './signatures-lose-under-a-flood.ts'
import { signaturesWinWhileContactsAreFew } from './signatures-win-while-contacts-are-few.ts'

/** One for each registered prediction. */
export const EXPERIMENTS: readonly Experiment[] = [
  authCannotStopAnInsider,
  signaturesWinWhileContactsAreFew,
  broadcastMultipliesVerification,
  policyCannotHelpWhenSkipped,
  approvalsHelpUntilTheQueueBreaks,
  detectionNeedsRecords,
  globalStopIsBestAndWorst,
  apexAndLeafTradePlaces,
  signaturesLoseUnderAFlood,
  aChainDoesNotSeeARewrite,
]
