import { expect, test } from 'vitest'
import type { Deployment, Outcome, Work } from '../../adapters/contract.ts'
import { GrantedWork } from './granted-work.ts'

test('the authority grants a work what its steps need, from its start to its end', () => {
  const log: string[] = []
  const done: Array<(outcome: Outcome) => void> = []
  const deployment = {
    start: (_work: Work, end: (outcome: Outcome) => void) => {
      log.push('start')
      done.push(end)
    },
  } as unknown as Deployment
  const granted = new GrantedWork(deployment, {
    begin: ({ id, initiator, actions }) =>
      log.push(`begin ${id} of ${initiator}: ${actions.includes('lookup')}`),
    end: (id) => log.push(`end ${id}`),
  })
  const step = { index: 0, name: 's', role: 'r', needs: [], outputTokens: 1, at: 'team' } as const
  const steps = [{ ...step, tool: 'lookup', toolRounds: 1 }]
  granted.start({ id: 7, initiator: 3, steps } as unknown as Work, () => log.push('done'))
  expect(log).toEqual(['begin 7 of 3: true', 'start'])
  done[0]?.({ kind: 'failed', reason: 'x' } as unknown as Outcome)
  expect(log.slice(2)).toEqual(['end 7', 'done'])
})
