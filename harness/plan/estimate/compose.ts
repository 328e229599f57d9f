/**
 * Costs of every architecture under every stack of controls, from fewer windows than that: controls
 * work alike for all, so one architecture (the reference) is probed under each stack, and each other
 * one under one stack. What a change of stack adds goes by messages, what strangers add by contacts.
 */
import { fitTaskCost, newShare, type ProbedWindow, type TaskCost } from './contacts.ts'

/** The reference under one stack: a window of few tasks for each team, and one of many. */
export interface ReferenceWindows {
  readonly sparse: ProbedWindow
  readonly dense: ProbedWindow
}

/** Less than this share of an architecture's window is not believed to be its own. */
const LEAST_OWN = 0.3

/** Of the reference itself. */
export function referenceCost({ sparse, dense }: ReferenceWindows): TaskCost {
  return fitTaskCost(sparse, dense)
}

/**
 * Of another architecture under the stack of `wanted`, from its dense window under that of `probed`.
 * `wanted` and `probed` are the reference's.
 */
export function otherCost(
  own: ProbedWindow,
  probed: ReferenceWindows,
  wanted: ReferenceWindows,
): TaskCost {
  const before = referenceCost(probed)
  const after = referenceCost(wanted)
  const messages = ratio(own.messagesPerTask, probed.dense.messagesPerTask)
  const contacts = ratio(own.contactsPerTask, contactsAt(own.density, probed))
  const strangersUs = before.strangersUs * contacts
  const settledUs = Math.max(
    own.cpuUsPerTask * LEAST_OWN,
    own.cpuUsPerTask - strangersUs * newShare(own.density, before.settling),
  )
  return {
    settledUs: Math.max(
      settledUs * LEAST_OWN,
      settledUs + (after.settledUs - before.settledUs) * messages,
    ),
    strangersUs: after.strangersUs * contacts,
    settling: after.settling,
  }
}

/** Contacts of a task of the reference in a window of another density. */
function contactsAt(density: number, { sparse, dense }: ReferenceWindows): number {
  const { settling } = fitTaskCost(sparse, dense)
  return (sparse.contactsPerTask * newShare(density, settling)) / newShare(sparse.density, settling)
}

/** 1 where neither was seen: a stack without contacts says nothing about them. */
function ratio(own: number, reference: number): number {
  return own > 0 && reference > 0 ? own / reference : 1
}
