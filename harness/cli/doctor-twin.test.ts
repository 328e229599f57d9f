import { expect, it } from 'vitest'
import { EXIT } from '../kernel/errors.ts'
import { muster } from './testing/muster.ts'

it.each([
  [['--architectures', 'mash'], '--architectures  ENTRANT_UNKNOWN'],
  [['--repeats', '0'], '--repeats  USAGE'],
])('muster doctor --twin with %j is a located error', async (args, message) => {
  const { code, stdout, stderr } = await muster(['doctor', '--twin', ...args], {
    cwd: process.cwd(),
  })
  expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
  expect(stderr).toContain(message)
})
