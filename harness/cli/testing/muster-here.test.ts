import { afterAll, describe, expect, it } from 'vitest'
import { makeTestFolder } from './folder.ts'
import { muster } from './muster.ts'
import { musterHere } from './muster-here.ts'

const folder = makeTestFolder()
afterAll(() => folder.remove())
const where = { cwd: folder.path }

describe('the command line in this process', () => {
  it.each([
    [['explain', 'A4']],
    [['schema']],
    [['run', 'nowhere.yaml']],
    [['run', '--threads']],
    [['--version']],
    [['audit', 'verify', 'nothing.log']],
    [[]],
  ])('answers %j as a process of its own does', async (args) => {
    expect(await musterHere(args, where)).toEqual(await muster(args, where))
  })

  it('leaves the folder, the streams and the variables as they were', async () => {
    const before = [process.cwd(), process.stdout.write, process.stderr.write, { ...process.env }]
    await musterHere(['explain'], where)
    expect([process.cwd(), process.stdout.write, process.stderr.write, process.env]).toEqual(before)
  })

  it('refuses a second call before the first has ended', async () => {
    const first = musterHere(['explain'], where)
    await expect(musterHere(['explain'], where)).rejects.toThrow('running here already')
    expect((await first).code).toBe(0)
  })
})
