import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { commandLine } from './command-line.ts'

describe('a command line', () => {
  it('leaves plain words as they are', () => {
    expect(commandLine(['muster', 'run', 'a/b.yaml', '--agents', '78,780'])).toBe(
      'muster run a/b.yaml --agents 78,780',
    )
  })

  it.skipIf(process.platform === 'win32')('is read back by a shell as the same words', () => {
    const words = ['two words', "it's", '$HOME', '', 'a"b', 'ü*']
    const text = execFileSync('sh', ['-c', `printf '%s\\n' ${commandLine(words)}`])
    expect(text.toString().split('\n').slice(0, -1)).toEqual(words)
  })
})
