import { expect, test } from 'vitest'
import { mesh } from '../../adapters/mesh/index.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { MINUTE } from '../kernel/units.ts'
import type { CellDrill } from './cell-drill.ts'
import type { CellRuntime } from './cell-runtime.ts'
import type { EngineMessage } from './messages.ts'
import { benignEndUs } from './trial-spec.ts'
import { runShardTrial } from './shard-trial.ts'
import { solo } from './trial-exchange.ts'
import { recordOf, testSpec } from './testing/trial.ts'

/** A member of department 0, which gives the command. */
const SUBJECT = 4
const AT = 5 * MINUTE

/** A governed trial in which an agent is contained; `tamper` gets at every cell first. */
async function contained(
  containment: ControlLevels['containment'],
  tamper: (cell: CellRuntime) => void = () => {},
  at = AT,
): Promise<CompletedTrial> {
  const drill: CellDrill = {
    opened: (cell) => {
      tamper(cell)
      const { timeline } = cell
      if (timeline.id !== 0) return
      timeline.at(at, () => cell.containment.command(SUBJECT), undefined)
    },
  }
  const spec = testSpec({ levels: { ...GOVERNED, containment } })
  const options = { shard: 0, exchange: { ...solo }, architecture: mesh, drill }
  return recordOf(spec, [await runShardTrial(spec, options)])
}

function commandsOf({ validity }: CompletedTrial) {
  return validity.conditions.find(
    ({ name }) => name === 'every containment command was carried out',
  )
}

/** The command on its way to this cell is lost. */
function loseCommands({ timeline }: CellRuntime): void {
  const receive = timeline.onMessage
  timeline.onMessage = (payload) => {
    if (timeline.id === 1 && (payload as EngineMessage).kind === 'revoke') return
    receive(payload)
  }
}

/** The guard of this cell says that it has contained the agent, and has not. */
function pretend({ timeline, guard }: CellRuntime): void {
  if (timeline.id === 1) Object.assign(guard, { quarantine: () => true })
}

test.each(['C1', 'C2', 'C3'] as const)(
  'at %s a command that every cell carried out keeps the trial live',
  async (level) => {
    const condition = commandsOf(await contained(level))
    expect(condition?.holds).toBe(true)
    expect(condition?.detail).toMatch(/^([2-9]|\d\d+) carried out by cells = \1 given/)
  },
)

test.each([
  ['a lost command', loseCommands],
  ['a guard that only pretends', pretend],
])('%s makes a trial invalid', async (_what, tamper) => {
  const trial = await contained('C1', tamper)
  expect(commandsOf(trial)?.holds).toBe(false)
  expect(trial.validity.valid).toBe(false)
})

test('a command that is still on its way when the trial ends is not missed', async () => {
  const late = benignEndUs(testSpec().workload) - 1
  const condition = commandsOf(await contained('C1', undefined, late))
  expect(condition).toMatchObject({ holds: true })
  expect(condition?.detail).toMatch(/^1 carried out by cells = 1 given/)
})

test('without containment no command is due', async () => {
  const condition = commandsOf(await contained('C0'))
  expect(condition).toMatchObject({ holds: true })
  expect(condition?.detail).toMatch(/^0 carried out/)
})
