/**
 * Agent programs: the code that an agent runs to use a tool, as text. A program is a function
 * `(capability, action, text, agent) => void`. All that a sandbox gives it is `capability.request`, by
 * which it asks for one effect; what it asks for comes out as text and then takes the control path.
 */
import type { AgentId, CellId } from '../../kernel/units.ts'

/** The text of a function expression. */
export type AgentProgram = string

/** The program of every well-behaved agent: it asks for what its model has decided on. */
export const ASKING_PROGRAM: AgentProgram =
  '(capability, action, text) => capability.request(action, text)'

export interface ProgramCall {
  readonly cell: CellId
  readonly agent: AgentId
  readonly program: AgentProgram
  readonly action: string
  readonly text: string
}

/** `fault`: it threw, was stopped, or did not ask for exactly one thing. */
export type ProgramOutcome =
  | { readonly kind: 'request'; readonly action: string; readonly text: string }
  | { readonly kind: 'fault'; readonly reason: string }

/**
 * What runs a program inside a sandbox, as text: `(program) => (action, text, agent) => answer`. The
 * answer is a string, because strings are the only values that may cross the boundary.
 */
export const RUNNER = `(program) => {
  'use strict'
  const { stringify } = JSON
  const { freeze } = Object
  return (action, text, agent) => {
    let asked = ''
    let requests = 0
    const request = (what, words) => {
      requests++
      asked = stringify(['' + what, '' + words])
    }
    program(freeze({ __proto__: null, request: freeze(request) }), action, text, agent)
    return requests === 1 ? asked : ''
  }
}`

/** Longest answer that is read, in characters; longer ones are faults. */
export const MAX_ANSWER_CHARS = 1 << 20

/** Reads what came out of a sandbox. Nothing about it is taken on trust. */
export function readAnswer(answer: unknown): ProgramOutcome {
  if (typeof answer !== 'string') return fault('it gave no answer')
  if (answer === '') return fault('it did not make one request')
  if (answer.length > MAX_ANSWER_CHARS) return fault('its request is too long')
  let parsed: unknown
  try {
    parsed = JSON.parse(answer)
  } catch {
    return fault('its request is malformed')
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) return fault('its request is malformed')
  const [action, text] = parsed as unknown[]
  if (typeof action !== 'string' || typeof text !== 'string') {
    return fault('its request is malformed')
  }
  return { kind: 'request', action, text }
}

/** A program that did not get to ask. */
export function fault(reason: string): ProgramOutcome {
  return { kind: 'fault', reason }
}
