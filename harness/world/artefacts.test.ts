import { describe, expect, it } from 'vitest'
import type { Step, Work } from '../../adapters/contract.ts'
import {
  artefactToken,
  artefactValue,
  briefToken,
  ECHO_CANARY,
  expectedToken,
  foldValue,
  MAX_STEPS,
  PromptScan,
  ROGUE_CANARY,
  toolToken,
  valueOf,
} from './artefacts.ts'

const SEED = 7
const ID = 812

const step = (index: number, needs: readonly number[]): Step => ({
  index,
  name: `step ${index}`,
  role: 'analyst',
  needs,
  toolRounds: 0,
  tool: 'lookup',
  at: 'team',
  outputTokens: 10,
})

function work(changes: Partial<Work> = {}): Work {
  const token = briefToken(SEED, ID)
  return {
    id: ID,
    kind: 'task',
    type: 'test',
    initiator: 0,
    team: 0,
    steps: [step(0, []), step(1, [0]), step(2, [0, 1])],
    final: 2,
    inputs: [{ author: 0, text: token, token }],
    ...changes,
  }
}

function scanned(texts: readonly string[], asked = 0, of = work()): PromptScan {
  const scan = new PromptScan()
  scan.read(texts, of, asked)
  return scan
}

describe('tokens', () => {
  it('have the documented forms', () => {
    expect(briefToken(SEED, ID)).toMatch(/^<#812\.b:[0-9a-f]{8}>$/)
    expect(toolToken(SEED, ID, 2, 0)).toMatch(/^<#812\.2t0:[0-9a-f]{8}>$/)
    expect(artefactToken(ID, 2, 0x04d1c7e0)).toBe('<#812.2:04d1c7e0>')
    expect([ROGUE_CANARY, ECHO_CANARY]).toEqual(['<#!r>', '<#!e>'])
  })

  it('give their values back', () => {
    expect(valueOf('<#812.2:04d1c7e0>')).toBe(0x04d1c7e0)
    expect(valueOf('<#812.2:ffffffff>')).toBe(0xffffffff)
    expect(valueOf('nothing')).toBe(-1)
  })

  it('of briefs and tools depend on seed, work, step and round', () => {
    const tokens = [
      briefToken(SEED, ID),
      briefToken(SEED + 1, ID),
      toolToken(SEED, ID, 2, 0),
      toolToken(SEED + 1, ID, 2, 0),
      toolToken(SEED, ID, 2, 1),
      toolToken(SEED, ID, 3, 0),
    ]
    expect(new Set(tokens.map(valueOf)).size).toBe(tokens.length)
  })
})

describe('the expected token', () => {
  it('is what a chain of right steps ends with', () => {
    const brief = foldValue(0, valueOf(briefToken(SEED, ID)))
    const first = artefactValue(SEED, ID, 0, brief)
    const second = artefactValue(SEED, ID, 1, foldValue(0, first))
    const third = artefactValue(SEED, ID, 2, foldValue(foldValue(0, first), second))
    expect(expectedToken(SEED, work())).toBe(artefactToken(ID, 2, third))
  })

  it('changes when anything changes that it depends on', () => {
    const [input] = work().inputs as [Work['inputs'][number]]
    const other = { ...input, token: '<#5.b:00000001>' }
    const tokens = [
      expectedToken(SEED, work()),
      expectedToken(SEED + 1, work()),
      expectedToken(SEED, work({ id: ID + 1 })),
      expectedToken(SEED, work({ inputs: [other] })),
      expectedToken(SEED, work({ inputs: [input, other] })),
      expectedToken(SEED, work({ inputs: [other, input] })),
      expectedToken(SEED, work({ steps: [step(0, []), step(1, [0]), step(2, [1, 0])] })),
      expectedToken(SEED, work({ steps: [step(0, []), step(1, []), step(2, [0, 1])] })),
      expectedToken(SEED, work({ final: 1 })),
    ]
    expect(new Set(tokens).size).toBe(tokens.length)
  })
})

describe('a scan of a prompt', () => {
  it('finds the artefacts of the work’s steps wherever they stand', () => {
    const scan = scanned([`a${artefactToken(ID, 0, 17)}b`, `${artefactToken(ID, 63, 18)}`])
    expect([scan.values[0], scan.values[1], scan.values[63]]).toEqual([17, -1, 18])
    expect(scan.values).toHaveLength(MAX_STEPS)
  })

  it('tells other works’ artefacts and briefs apart from the own steps', () => {
    const brief = briefToken(SEED, ID)
    const scan = scanned([brief + artefactToken(ID + 1, 0, 17)])
    expect([...scan.others]).toEqual([brief, artefactToken(ID + 1, 0, 17)])
    expect(scan.values[0]).toBe(-1)
  })

  it('works with ids above 2^32', () => {
    const id = 13_000 * 1_000_000 + 7
    const scan = scanned([artefactToken(id, 1, 5)], 0, work({ id }))
    expect(scan.values[1]).toBe(5)
  })

  it('counts tool results of the asked step only, in order and without a gap', () => {
    const round = (nth: number, of = 1): string => toolToken(SEED, ID, of, nth)
    expect(scanned([round(0) + round(1) + round(2)], 1).toolRounds).toBe(3)
    expect(scanned([round(0), round(0)], 1).toolRounds).toBe(1)
    expect(scanned([round(0), round(2)], 1).toolRounds).toBe(1)
    expect(scanned([round(1)], 1).toolRounds).toBe(0)
    expect(scanned([round(0, 2)], 1).toolRounds).toBe(0)
  })

  it('sees both canaries and tells them apart', () => {
    const seen = [[], [ROGUE_CANARY], [ECHO_CANARY], [`x${ECHO_CANARY}y`, ROGUE_CANARY]].map(
      (texts) => {
        const { rogue, echo } = scanned(texts)
        return [rogue, echo]
      },
    )
    expect(seen).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  it('counts characters and forgets the prompt before', () => {
    const scan = scanned([artefactToken(ID, 0, 17) + ROGUE_CANARY, briefToken(SEED, ID)])
    scan.read(['four', 'teen characters'.slice(0, 10)], work(), 0)
    expect(scan.chars).toBe(14)
    expect([scan.values[0], scan.rogue, scan.others.size]).toEqual([-1, false, 0])
  })

  it('is not confused by text that only looks like a token', () => {
    const junk = ['<#', '<#>', '<#812', '<#812.', '<#812.0', '<#812.0:', '<#x.0:1>', '<#812:0.1>']
    for (const text of junk) {
      const scan = scanned([text])
      expect(
        scan.values.every((value) => value === -1 || Number.isNaN(value)),
        text,
      ).toBe(true)
      expect(scan.others.size, text).toBe(0)
    }
  })
})
