/** Asking another department for a step: the tool `ask_peer` of every topology. */
import {
  isRefused,
  type Cell,
  type Input,
  type PeerReply,
  type Step,
  type Work,
} from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { requestText } from './materials.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

export type PeerAnswer =
  | { readonly kind: 'answer'; readonly text: string; readonly from: AgentId }
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * Seals the request here; the other department admits it. Its answer takes the control path of this
 * department before anyone reads it; the caller counts where it is delivered.
 */
export async function askPeer(
  cell: Cell,
  work: Work,
  step: Step,
  from: AgentId,
  inputs: readonly Input[],
): Promise<PeerAnswer> {
  const { cell: department, agent } = cell.directory.peer(work, step)
  const text = requestText(step, inputs)
  const sealed = cell.guard.seal({
    from,
    to: agent,
    action: 'request',
    resource: 'peer',
    workId: work.id,
    text,
    ...onBehalf(work, from, step),
  })
  cell.meter.envelopes++
  cell.meter.hops++
  const request = { work, step, from, to: agent, inputs, sealed }
  const reply = await cell.promises.wait<PeerReply>((resolve) =>
    cell.network.ask(department, request, resolve),
  )
  if (reply.kind === 'refused') return reply
  if (reply.sealed === undefined) return { kind: 'refused', reason: 'the answer has no seal' }
  const verdict = cell.guard.admit(reply.sealed, from)
  if (isRefused(verdict)) return { kind: 'refused', reason: verdict.refused }
  return { kind: 'answer', text: verdict.text, from: verdict.from }
}

/** What the asking agent is told when another department refused. */
export function peerRefusalText(reason: string): string {
  return `Error: ask_peer was refused (${reason}).`
}
