/**
 * The exact action that a person decides about, as text. Everything that the sink will use is in it,
 * so its hash binds a decision to one action at one place: another word, receiver, tool or department
 * is another action.
 */
import { hash } from 'node:crypto'
import type { Admitted, PeerRequest, ToolCall } from '../../../adapters/contract.ts'
import type { CellId } from '../../kernel/units.ts'

/** A tool's effect in a cell. */
export function effectText(
  cell: CellId,
  workId: number,
  call: ToolCall,
  admitted: Admitted,
): string {
  return JSON.stringify(['muster/1/effect', cell, workId, call, admitted])
}

/** A request as the department `to` would serve it. */
export function requestText(to: CellId, request: PeerRequest): string {
  return JSON.stringify(['muster/1/request', to, request])
}

/** SHA-256, hex. JSON escapes lone surrogates, so different texts never share their bytes. */
export function actionHash(text: string): string {
  return hash('sha256', text, 'hex')
}
