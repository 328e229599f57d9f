/** The control path for messages that come from outside a crew: requests, answers and reports. */
import type { AgentId } from '../../harness/kernel/units.ts'
import { type Admitted, type Guard, isRefused, type Sealed } from '../contract.ts'

/** The message if it took the whole path, or the reason why it is refused. */
export function admitAtBorder(
  guard: Pick<Guard, 'admit'>,
  sealed: Sealed | undefined,
  receiver: AgentId,
): Admitted | string {
  if (sealed === undefined) return 'it carries no proof of its sender'
  const verdict = guard.admit(sealed, receiver)
  return isRefused(verdict) ? verdict.refused : verdict
}
