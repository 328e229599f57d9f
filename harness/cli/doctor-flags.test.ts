import { expect, it } from 'vitest'
import { EXIT } from '../kernel/errors.ts'
import { muster } from './testing/muster.ts'

it.each([
  [['--comparisons', '10'], '--comparisons', 'add --aa'],
  [['--twin', '--comparisons', '10'], '--comparisons', 'add --aa'],
  [['--architectures', 'mesh'], '--architectures', 'add --twin'],
  [['--profiles', 'bare'], '--profiles', 'add --twin'],
  [['--aa', '--repeats', '2'], '--repeats', 'add --twin'],
  [['--seed', '2'], '--seed', 'add --twin'],
  [['--aa', '--twin'], '--twin', 'one after the other'],
  [['--twin', '--metrology'], '--metrology', 'one after the other'],
])('muster doctor %j does not ignore a flag', async (args, where, hint) => {
  const { code, stdout, stderr } = await muster(['doctor', ...args], { cwd: process.cwd() })
  expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
  expect(stderr).toContain(`${where}  USAGE`)
  expect(stderr).toContain(hint)
})

it.each([
  [['--architectures', 'mash'], '--architectures  ENTRANT_UNKNOWN'],
  [['--repeats', '0'], '--repeats  USAGE'],
  [['--seed', 'two'], '--seed  USAGE'],
])('muster doctor --twin with %j is a located error', async (args, message) => {
  const { code, stdout, stderr } = await muster(['doctor', '--twin', ...args], {
    cwd: process.cwd(),
  })
  expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' })
  expect(stderr).toContain(message)
})
