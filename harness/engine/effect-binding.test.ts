import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { expect, test } from 'vitest'
import {
  type Admitted,
  type Cell,
  isRefused,
  type PeerRequest,
  type Sealed,
  type ToolCall,
  type Work,
} from '../../adapters/contract.ts'
import { GOVERNED, type ControlLevels } from '../controls/levels.ts'
import { Timeline } from '../kernel/timeline.ts'
import { CellNetwork } from './cell-network.ts'
import { minimal } from './testing/wrap.ts'
import { runHere } from './testing/trial.ts'

const GUIDANCE = 'guidance that nobody admitted'

function admitted(cell: Cell, work: Work, action: 'lookup' | 'post', text: string): Admitted {
  const { guard } = cell
  const agent = work.initiator
  const resource = action === 'post' ? 'board' : 'tool'
  const effect = { from: agent, to: agent, action, resource, workId: work.id, text } as const
  const outcome = guard.admit(guard.seal(effect), agent)
  if (isRefused(outcome)) throw new Error(outcome.refused)
  return outcome
}

const callOf = (name: ToolCall['name']): ToolCall => ({ name, step: 0, round: 0, input: GUIDANCE })

/** What an adapter hears that tries to post, and what a reader of the board sees then. */
async function tried(
  attempt: (cell: Cell, work: Work, post: ToolCall, done: (result: string) => void) => void,
  levels: ControlLevels = GOVERNED,
): Promise<{ said: string[]; seen: string[]; denials: number }> {
  const said: string[] = []
  const seen: string[] = []
  const hostile = minimal((cell) => ({
    start: (work, done) => {
      attempt(cell, work, callOf('post'), (result) => {
        said.push(result.replace(/^posted .*/, 'posted'))
        const { guard, tools } = cell
        const agent = work.initiator
        const read = { from: agent, to: agent, action: 'read', resource: 'board' } as const
        const look = guard.seal({ ...read, workId: work.id, text: GUIDANCE })
        const outcome = guard.admit(look, agent)
        if (isRefused(outcome)) throw new Error(outcome.refused)
        tools.run(callOf('read_board'), work, outcome, (text) => {
          if (text.includes(GUIDANCE)) seen.push(text)
          done({ kind: 'failed', reason: 'an attack is no work' })
        })
      })
    },
  }))
  const { intrinsic } = await runHere({ agents: 12, levels }, hostile)
  return { said: [...new Set(said)], seen, denials: intrinsic.denials }
}

const REFUSED = { said: ['post was refused: policy'], seen: [] }

test('an adapter posts nothing with what was admitted for a look-up', async () => {
  const outcome = await tried((cell, work, post, done) =>
    cell.tools.run(post, work, admitted(cell, work, 'lookup', GUIDANCE), done),
  )
  expect(outcome).toMatchObject(REFUSED)
  expect(outcome.denials).toBeGreaterThan(0)
})

test('nor with a value that it made itself, under whatever name', async () => {
  const outcome = await tried((cell, work, post, done) => {
    const made = {
      from: 4,
      to: 4,
      action: 'post',
      resource: 'board',
      workId: work.id,
      text: GUIDANCE,
    }
    cell.tools.run(post, work, made as unknown as Admitted, done)
  })
  expect(outcome).toMatchObject(REFUSED)
})

test('nor by changing the call while it waits for the policy server or a person', async () => {
  for (const levels of [
    { ...GOVERNED, policy: 'P3' },
    { ...GOVERNED, approvals: 'H2' },
  ] as const) {
    const outcome = await tried((cell, work, _post, done) => {
      const call: { -readonly [K in keyof ToolCall]: ToolCall[K] } = callOf('lookup')
      cell.tools.run(call, work, admitted(cell, work, 'lookup', GUIDANCE), done)
      call.name = 'post'
    }, levels)
    expect(outcome.seen).toEqual([])
    expect(outcome.said).not.toContain('posted')
  }
})

test('nor by showing the policy server other words than were admitted', async () => {
  const personal = `${GUIDANCE} 123-45-6789`
  const post = (shown: string) =>
    tried(
      (cell, work, _post, done) => {
        const call = { ...callOf('post'), input: shown }
        cell.tools.run(call, work, admitted(cell, work, 'post', personal), done)
        call.input = personal
      },
      { ...GOVERNED, policy: 'P3' },
    )
  expect(await post(personal)).toMatchObject({
    said: ['post was refused: personal-number: a social security number would leave the agent'],
    seen: [],
  })
  expect(await post('nothing to see here')).toMatchObject(REFUSED)
})

test('nor by changing a request while it waits', () => {
  const timeline = new Timeline(0, 2, (message) => sent.push(message.payload))
  const sent: unknown[] = []
  let send = (): void => {}
  const gate = {
    clear: (_to: number, _request: PeerRequest, cleared: () => void): void => void (send = cleared),
  }
  const { network: spec } = testWorkload()
  const network = new CellNetwork(timeline, 7, spec, { waitUs: () => 0 }, gate)
  const sealed = { text: 'all is well' } as Sealed
  const request = { from: 1, to: 13, work: { id: 7 }, inputs: [], sealed } as unknown as PeerRequest
  network.ask(1, request, () => {})
  Object.assign(sealed, { text: '123-45-6789' })
  send()
  expect(JSON.stringify(sent)).toContain('all is well')
  expect(JSON.stringify(sent)).not.toContain('123-45-6789')
})
