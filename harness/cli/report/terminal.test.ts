import { describe, expect, it } from 'vitest'
import { isLive, paintFor } from './terminal.ts'

const terminal = { isTTY: true } as NodeJS.WriteStream
const pipe = {} as NodeJS.WriteStream

describe('colours', () => {
  it('are for a terminal', () => {
    expect(paintFor(terminal, {})('red', 'no')).toBe('\x1b[31mno\x1b[39m')
  })

  it.each([
    ['a pipe', pipe, {}],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }],
    ['a dumb terminal', terminal, { TERM: 'dumb' }],
  ])('are not for %s', (_what, stream, env) => {
    expect(paintFor(stream, env)('red', 'no')).toBe('no')
  })

  it('are not switched off by an empty NO_COLOR', () => {
    expect(paintFor(terminal, { NO_COLOR: '' })('bold', 'x')).not.toBe('x')
  })
})

describe('a line is redrawn', () => {
  it('on a terminal that can', () => {
    expect([isLive(terminal, {}), isLive(terminal, { TERM: 'dumb' }), isLive(pipe, {})]).toEqual([
      true,
      false,
      false,
    ])
  })
})
