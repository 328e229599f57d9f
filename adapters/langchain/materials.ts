/** Finds what a step needs in a thread's messages, and words the request for it. */
import type { BaseMessage } from '@langchain/core/messages'
import type { Cell, Input, Step, Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { textOf } from './simulated-chat-model.ts'

/**
 * The texts that a step needs, newest first for each need. A step without needs is given the work's
 * inputs. What is not in the messages is left out; the model will say that it is missing.
 * `authors` says who answered a step; `token` stays empty because only the model can read tokens.
 */
export function materialsOf(
  cell: Cell,
  work: Work,
  step: Step,
  messages: readonly BaseMessage[],
  authors: ReadonlyMap<number, AgentId>,
): Input[] {
  if (step.needs.length === 0) return [...work.inputs]
  const found: Input[] = []
  for (const need of step.needs) {
    for (let i = messages.length - 1; i >= 0; i--) {
      const text = textOf(messages[i] as BaseMessage)
      if (!cell.model.present(work, [text]).has(need)) continue
      found.push({ author: authors.get(need) ?? work.initiator, text, token: '' })
      break
    }
  }
  return found
}

/** The one message with which an agent is asked for a step. */
export function requestText(step: Step, materials: readonly Input[]): string {
  const texts = materials.map((material) => material.text)
  return [`Please do the step "${step.name}" with this material.`, ...texts].join('\n\n')
}

/** The step of a work with this index. */
export function stepAt(work: Work, index: number): Step {
  const step = work.steps[index]
  if (step?.index === index) return step
  const found = work.steps.find((candidate) => candidate.index === index)
  if (found === undefined) throw new Error(`work ${work.id} has no step ${index}`)
  return found
}
